<?php

declare(strict_types=1);

/*
 * A receiver of PSR-15 request handlers, with Slim's PSR-7: `php -S 127.0.0.1:8080 index.php`.
 * Any PSR-15 router does instead of the three lines at the end.
 */

use Ackwell\AckwellException;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Psr15\NotificationHandler;
use Ackwell\Receiver;
use Ackwell\Status;
use Psr\Http\Message\ResponseInterface;
use Slim\Psr7\Factory\ResponseFactory;
use Slim\Psr7\Factory\ServerRequestFactory;

require __DIR__ . '/vendor/autoload.php';

$config = (string) file_get_contents(getenv('SHOP_CONFIG') ?: __DIR__ . '/config.json');
$ledger = Ledger::fromConfig($config);

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
$report = static fn (AckwellException $problem) => error_log(
    "ackwell: {$problem->code()}: {$problem->getMessage()}",
);

$handler = static fn (Provider $provider) => new NotificationHandler(
    Receiver::fromConfig($provider, $config),
    $ledger,
    $fulfil,
    new ResponseFactory(),
    $report,
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
