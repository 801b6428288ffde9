<?php

declare(strict_types=1);

/*
 * A receiver of PSR-15 request handlers, with Slim's PSR-7: `php -S 127.0.0.1:8080
 * public/index.php`. Any PSR-15 router does instead of the three lines at the end.
 *
 * ACKWELL_CONFIG names the configuration document (docs/configuration.md), SHOP_ORDERS the file that
 * takes the place of the shop's database. By default both are beside the folder `public`, which is
 * the only one that the web server serves.
 */

use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Psr15\NotificationHandler;
use Ackwell\Receiver;
use Ackwell\Status;
use Psr\Http\Message\ResponseInterface;
use Slim\Psr7\Factory\ResponseFactory;
use Slim\Psr7\Factory\ServerRequestFactory;

// Until there is an answer, the answer is a failure: whatever breaks, the provider sends again.
http_response_code(500);

$shop = dirname(__DIR__);
chdir($shop); // Where a relative path in the configuration starts.
require "$shop/vendor/autoload.php";

$config = (string) file_get_contents(getenv('ACKWELL_CONFIG') ?: "$shop/config.json");
$ledger = Ledger::fromConfig($config);

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

// Failures are in PHP's error log; a receiver that is given a PSR-3 logger writes them there.
$handler = static fn (Provider $provider) => new NotificationHandler(
    Receiver::fromConfig($provider, $config),
    $ledger,
    $fulfil,
    new ResponseFactory(),
);

$emit = static function (ResponseInterface $response): void {
    http_response_code($response->getStatusCode());
    foreach ($response->getHeaders() as $name => $values) {
        header("$name: " . implode(', ', $values));
    }
    echo $response->getBody();
};

$request = ServerRequestFactory::createFromGlobals();
$path = $request->getUri()->getPath();
$provider = str_starts_with($path, '/notify/') ? Provider::tryFrom(substr($path, 8)) : null;
$emit($provider === null ? (new ResponseFactory())->createResponse(404) : $handler($provider)->handle($request));
