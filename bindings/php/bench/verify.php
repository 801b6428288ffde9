<?php

declare(strict_types=1);

/*
 * The whole job for one notification: this package, and what a shop writes without it, which is
 * openssl_verify() over the signing string and json_decode().
 *
 *     php -d opcache.enable_cli=0 bench/verify.php AUTOLOAD.php VECTORS-FOLDER [ROUNDS]
 *
 * Both verify the same body with the same key and then look at the order number, the amount and
 * the status. The passes take turns; the figures are medians of the passes' means, in processor
 * time, so that what else runs on the machine counts for little.
 */

use Ackwell\LianLian;
use Ackwell\LianLianPayment;
use Ackwell\Request;

require $argv[1];

$rounds = (int) ($argv[3] ?? 2000);
$pack = json_decode((string) file_get_contents($argv[2] . '/lianlian-payment.json'), true, 512, JSON_THROW_ON_ERROR);
$case = $pack['cases'][0];
$key = $pack['configs']['shop']['lianlian']['public_keys'][0];
$merchant = $pack['configs']['shop']['lianlian']['merchant_ids'][0];
$body = $case['request']['body'];
$peer = $case['request']['peer'];

$receiver = LianLian::create(publicKeys: [$key], merchantIds: [$merchant]);
$pem = "-----BEGIN PUBLIC KEY-----\n" . chunk_split($key, 64, "\n") . "-----END PUBLIC KEY-----\n";
$public = openssl_pkey_get_public($pem) ?: exit("the key cannot be read\n");

$jobs = [
    'openssl_verify + json_decode' => static function () use ($body, $public, $merchant): string {
        $fields = json_decode($body, true);
        $sign = $fields['sign'];
        unset($fields['sign']);
        ksort($fields);
        $pairs = [];
        foreach ($fields as $name => $value) {
            if ($value !== '') {
                $pairs[] = "$name=$value";
            }
        }
        $valid = openssl_verify(implode('&', $pairs), base64_decode($sign), $public, OPENSSL_ALGO_MD5);
        if ($valid !== 1 || $fields['oid_partner'] !== $merchant) {
            exit("the peer does not verify\n");
        }

        return $fields['no_order'] . $fields['money_order'] . $fields['result_pay'];
    },
    'ackwell, the common part' => static function () use ($receiver, $body, $peer): string {
        $notification = $receiver->verify(new Request($body, [], $peer));

        return $notification->orderNo . $notification->amount?->value . $notification->statusText;
    },
    'ackwell, the kind\'s own fields' => static function () use ($receiver, $body, $peer): string {
        $notification = $receiver->verify(new Request($body, [], $peer));
        if (!$notification instanceof LianLianPayment) {
            exit("another kind\n");
        }

        return $notification->noOrder . $notification->moneyOrder->value . $notification->resultPay;
    },
];

$passes = array_fill_keys(array_keys($jobs), []);
foreach ($jobs as $job) {
    $job();
}
for ($pass = 0; $pass < 31; $pass++) {
    foreach ($jobs as $name => $job) {
        $start = processor();
        for ($round = 0; $round < $rounds; $round++) {
            $job();
        }
        $passes[$name][] = (processor() - $start) / $rounds;
    }
}
$median = static function (array $values): float {
    sort($values);

    return $values[intdiv(count($values), 2)];
};
$peerTime = $median($passes['openssl_verify + json_decode']);
foreach ($passes as $name => $times) {
    $time = $median($times);
    printf("%-32s %8.2f us   %5.2f x\n", $name, $time, $peerTime / $time);
}

/**
 * This process's processor time in microseconds.
 */
function processor(): float
{
    $usage = getrusage() ?: exit("no getrusage()\n");

    return ($usage['ru_utime.tv_sec'] + $usage['ru_stime.tv_sec']) * 1e6
        + $usage['ru_utime.tv_usec'] + $usage['ru_stime.tv_usec'];
}
