<?php

// PHP contestant: `ACKWELL_AUTOLOAD=FILE php ackwell.php [questions] CORPUS`: this package, as
// bindings/php/install.sh installs it (FOLDER/app/vendor/autoload.php). With `questions` it also asks
// what a shop asks: the status, the order number and the amount, and whether they are the expected.
declare(strict_types=1);

use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;
use Ackwell\Status;

const ACK = '{"ret_code":"0000","ret_msg":"ok"}';

require getenv('ACKWELL_AUTOLOAD');

$corpus = json_decode(file_get_contents($argv[count($argv) - 1]), true, 512, JSON_THROW_ON_ERROR);
$config = $corpus['config'];
$receiver = Receiver::fromConfig(Provider::LianLian, is_string($config) ? $config : json_encode($config));
$peer = $corpus['peer'];

$job = static fn (string $body): string => $receiver->verify(new Request($body, [], $peer))->acknowledge()->body;

if (in_array('questions', $argv, true)) {
    $orders = [];
    foreach ($corpus['bodies'] as $body) {
        $members = json_decode($body, true);
        $orders[$body] = [$members['no_order'], $members['money_order']];
    }
    $job = static function (string $body) use ($receiver, $peer, $orders): string {
        [$orderNo, $amount] = $orders[$body];
        $notification = $receiver->verify(new Request($body, [], $peer));
        $notification->expect($orderNo, $amount, 'CNY');
        $isPaid = $notification->status === Status::Succeeded
            && $notification->orderNo === $orderNo
            && $notification->amount?->currency === 'CNY';

        return $isPaid ? $notification->acknowledge()->body : 'no';
    };
}
require __DIR__ . '/passes.php';
passes($corpus['bodies'], $job);
