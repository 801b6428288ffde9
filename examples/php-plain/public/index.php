<?php

declare(strict_types=1);

/*
 * A receiver without a framework: for php-fpm, or `php -S 127.0.0.1:8080 public/index.php`.
 *
 *     POST /notify/lianlian
 *     POST /notify/pingpong
 *
 * ACKWELL_CONFIG names the configuration document (docs/configuration.md), SHOP_ORDERS the file that
 * takes the place of the shop's database. By default both are beside the folder `public`, which is
 * the only one that the web server serves.
 */

use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;
use Ackwell\Status;

// Until there is an answer, the answer is a failure: whatever breaks, the provider sends again.
http_response_code(500);

$shop = dirname(__DIR__);
chdir($shop); // Where a relative path in the configuration starts.
require "$shop/vendor/autoload.php";

$path = parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH);
$provider = match (true) {
    !is_string($path) || !str_starts_with($path, '/notify/') => null,
    default => Provider::tryFrom(substr($path, strlen('/notify/'))),
};
if ($provider === null) {
    http_response_code(404);
    exit;
}

$config = (string) file_get_contents(getenv('ACKWELL_CONFIG') ?: "$shop/config.json");

$fulfil = static function (Notification $notification) use ($shop): void {
    if ($notification->status !== Status::Succeeded) {
        return; // Known now, and nothing to ship.
    }
    $line = "paid $notification->orderNo $notification->amount\n";
    $orders = fopen(getenv('SHOP_ORDERS') ?: "$shop/orders.txt", 'a');
    if ($orders === false || fwrite($orders, $line) !== strlen($line)) {
        throw new RuntimeException('the order cannot be marked as paid');
    }
};

// Failures are in PHP's error log.
Receiver::fromConfig($provider, $config)
    ->handle(Request::fromGlobals(), Ledger::fromConfig($config), $fulfil)
    ->send();
