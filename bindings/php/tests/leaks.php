<?php

declare(strict_types=1);

/*
 * php leaks.php AUTOLOAD.php VECTORS-FOLDER
 *
 * Does everything many times and watches the resident memory of the process.
 */

use Ackwell\AckwellException;
use Ackwell\ConfigError;
use Ackwell\Ledger;
use Ackwell\LianLian;
use Ackwell\Request;

require $argv[1];

// Every failure is logged, here many thousand times.
ini_set('error_log', '/dev/null');

$pack = json_decode((string) file_get_contents($argv[2] . '/lianlian-payment.json'), true, 512, JSON_THROW_ON_ERROR);
$case = $pack['cases'][0];
$options = [
    'publicKeys' => $pack['configs']['shop']['lianlian']['public_keys'],
    'merchantIds' => $pack['configs']['shop']['lianlian']['merchant_ids'],
    'trustedProxies' => ['10.0.0.0/8'],
];
$receiver = LianLian::create(...$options);
$ledger = Ledger::open('memory:');
$genuine = new Request($case['request']['body'], ['X-Forwarded-For' => '115.236.102.36'], '10.0.0.1');
$forged = new Request(str_replace('210.97', '210.98', $case['request']['body']), [], '115.236.102.36');

$jobs = [
    'verify' => [20_000, static function () use ($receiver, $genuine): void {
        $receiver->verify($genuine)->bankCode; // @phpstan-ignore-line
    }],
    'refuse' => [20_000, static function () use ($receiver, $forged): void {
        try {
            $receiver->verify($forged);
        } catch (AckwellException) {
        }
    }],
    'json and expect' => [10_000, static function () use ($receiver, $genuine): void {
        $notification = $receiver->verify($genuine);
        $notification->fields();
        try {
            $notification->expect('another', '1', 'CNY');
        } catch (AckwellException) {
        }
    }],
    'handle' => [10_000, static function () use ($receiver, $ledger, $genuine, $forged): void {
        $receiver->handle($genuine, $ledger, static fn () => null);
        $receiver->handle($forged, $ledger, static fn () => null);
    }],
    'earlier payments' => [3_000, static function () use ($receiver, $ledger, $genuine): void {
        $notification = $receiver->verify($genuine);
        $ledger->earlierPayment($notification);
        $notification->refuse(Ackwell\Code::FulfilmentFailed, 'no stock');
    }],
    'fail and release' => [3_000, static function () use ($receiver, $genuine): void {
        static $other = null;
        $other ??= Ledger::open('memory:');
        $receiver->handle($genuine, $other, static fn () => throw new RuntimeException('no'));
    }],
    'receivers' => [3_000, static function () use ($options): void {
        LianLian::create(...$options);
    }],
    'wrong configurations' => [3_000, static function (): void {
        try {
            LianLian::create(publicKeys: ['x']);
        } catch (ConfigError) {
        }
    }],
    'ledgers' => [1_000, static function (): void {
        $other = Ledger::open('memory:');
        $other->overdueOrders();
        $other->list();
        $other->status();
        $other->orderHistory('42');
    }],
];

$resident = static function (): int {
    gc_collect_cycles();

    return (int) explode(' ', (string) file_get_contents('/proc/self/statm'))[1] * 4096;
};
$leaks = 0;
foreach ($jobs as $name => [$times, $job]) {
    for ($time = 0; $time < $times / 4; $time++) {
        $job();
    }
    $before = $resident();
    for ($time = 0; $time < $times; $time++) {
        $job();
    }
    // A leak of one small object a turn would be far more.
    $grown = $resident() - $before;
    $bad = $grown > 32 * $times && $grown > 262_144;
    $leaks += (int) $bad;
    printf("%-22s %6d times, %8d bytes more%s\n", $name, $times, $grown, $bad ? '  LEAK' : '');
}
exit($leaks === 0 ? 0 : 1);
