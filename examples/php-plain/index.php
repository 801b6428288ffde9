<?php

declare(strict_types=1);

/*
 * A receiver without a framework: for php-fpm, or `php -S 127.0.0.1:8080 index.php`.
 *
 *     POST /notify/lianlian
 *     POST /notify/pingpong
 *
 * SHOP_CONFIG names the configuration document (docs/configuration.md), SHOP_ORDERS the file that
 * stands for the shop's database.
 */

use Ackwell\AckwellException;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;
use Ackwell\Status;

require __DIR__ . '/vendor/autoload.php';

$path = parse_url($_SERVER['REQUEST_URI'] ?? '', PHP_URL_PATH);
$provider = match (true) {
    !is_string($path) || !str_starts_with($path, '/notify/') => null,
    default => Provider::tryFrom(substr($path, strlen('/notify/'))),
};
if ($provider === null) {
    http_response_code(404);
    exit;
}

$config = (string) file_get_contents(getenv('SHOP_CONFIG') ?: __DIR__ . '/config.json');

$fulfil = static function (Notification $notification): void {
    if ($notification->status !== Status::Succeeded) {
        return; // Known now, and nothing to ship.
    }
    $line = "paid $notification->orderNo $notification->amount\n";
    $orders = fopen(getenv('SHOP_ORDERS') ?: __DIR__ . '/orders.txt', 'a');
    if ($orders === false || fwrite($orders, $line) !== strlen($line)) {
        throw new RuntimeException('the order cannot be marked as paid');
    }
};

// Messages hold no key and nothing of the body, so they may be logged.
$report = static fn (AckwellException $problem) => error_log(
    "ackwell: {$problem->code()}: {$problem->getMessage()}",
);

Receiver::fromConfig($provider, $config)
    ->handle(Request::fromGlobals(), Ledger::fromConfig($config), $fulfil, $report)
    ->send();
