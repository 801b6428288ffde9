<?php

declare(strict_types=1);

/*
 * php mutated.php AUTOLOAD.php VECTORS-FOLDER COUNT
 *
 * Changes genuine requests at random (always the same way) and verifies them. What comes out must
 * be a Refusal, or a notification that says what the genuine one said.
 */

use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Refusal;
use Ackwell\Request;

require $argv[1];
set_error_handler(static function (int $level, string $message, string $file, int $line): never {
    throw new ErrorException($message, 0, $level, $file, $line);
});

$samples = [];
foreach (glob($argv[2] . '/*.json') ?: [] as $file) {
    $pack = json_decode((string) file_get_contents($file), true, 512, JSON_THROW_ON_ERROR);
    foreach ($pack['cases'] ?? [] as $case) {
        if ($case['expected']['outcome'] === 'accepted' && isset($case['request']['body'])) {
            $config = is_string($case['config']) ? $pack['configs'][$case['config']] : $case['config'];
            $config['receiver']['trusted_proxies'] = ['10.0.0.0/8'];
            $samples[] = [
                Receiver::fromConfig(Provider::from($case['provider']), $config),
                $case['request']['body'],
                $case['request']['peer'],
                $case['expected']['notification'],
            ];
        }
    }
}

mt_srand(20261121);
$count = (int) $argv[3];
$accepted = $refused = 0;
for ($number = 0; $number < $count; $number++) {
    [$receiver, $body, $peer, $genuine] = $samples[mt_rand(0, count($samples) - 1)];
    $headers = [];
    for ($times = mt_rand(1, 3); $times > 0; $times--) {
        [$body, $headers, $peer] = mutate($body, $headers, $peer);
    }
    try {
        $notification = $receiver->verify(new Request($body, $headers, $peer));
        check($notification, $genuine);
        $accepted++;
    } catch (Refusal $refusal) {
        if ($refusal->acknowledgement()->isSuccess() || $refusal->getMessage() === '') {
            exit("a refusal that is none at $number\n");
        }
        $refused++;
    }
}
echo "$count requests: $accepted accepted, $refused refused\n";

/**
 * @param array<array-key, string|list<string>> $headers
 *
 * @return array{string, array<array-key, string|list<string>>, string|null}
 */
function mutate(string $body, array $headers, ?string $peer): array
{
    $at = mt_rand(0, max(0, strlen($body) - 1));
    $bytes = static fn (int $length): string => implode('', array_map(
        static fn (): string => chr(mt_rand(0, 255)),
        range(1, $length),
    ));
    switch (mt_rand(0, 13)) {
        case 0: $body = substr_replace($body, chr(mt_rand(0, 255)), $at, 1); break;
        case 1: $body = substr_replace($body, chr(ord($body[$at] ?? 'x') ^ (1 << mt_rand(0, 7))), $at, 1); break;
        case 2: $body = substr_replace($body, '', $at, mt_rand(1, 20)); break;
        case 3: $body = substr_replace($body, $bytes(mt_rand(1, 20)), $at, 0); break;
        case 4: $body = substr($body, 0, $at); break;
        case 5: $body = substr_replace($body, substr($body, $at, mt_rand(1, 60)), mt_rand(0, strlen($body)), 0); break;
        case 6: $body = preg_replace('/"[^"]*":"[^"]*"/', '"x":' . ['null', '1e999', '{"a":[[[]]]}', '"\ud800"', 'true'][mt_rand(0, 4)], $body, 1) ?? ''; break;
        case 7: $body = str_replace(',', [" ,\n", ',,', ", \t"][mt_rand(0, 2)], $body); break;
        case 8: $body = str_repeat('[', mt_rand(1, 70_000)) . $body; break;
        case 9: $body = mt_rand(0, 1) === 0 ? $bytes(mt_rand(1, 300)) : ''; break;
        case 10: $peer = [null, '', '::1', '115.236.102.36:443', '[::ffff:115.236.102.36]:1', "115.236.102.36\0", $bytes(40), str_repeat('1', 5000)][mt_rand(0, 7)]; break;
        case 11: $headers['X-Forwarded-For'] = [$bytes(mt_rand(1, 50)), '115.236.102.36, 10.0.0.7', str_repeat(',', 3000), "\xFF\0"]; $peer = '10.0.0.1'; break;
        case 12: $headers['Forwarded'] = 'for=' . $bytes(5); $headers[7] = ['x', "\n"]; break;
        default: $body = preg_replace('/":"/', '" : "', $body, 1) ?? ''; break;
    }

    return [$body, $headers, $peer];
}

/**
 * Reads everything, and compares what decides.
 *
 * @param array<string, mixed> $genuine
 */
function check(Notification $notification, array $genuine): void
{
    $said = json_decode($notification->toJson(), true, 512, JSON_THROW_ON_ERROR);
    foreach ((new ReflectionClass($notification))->getProperties(ReflectionProperty::IS_PUBLIC) as $property) {
        $notification->{$property->getName()};
    }
    $notification->fields();
    $notification->source();
    foreach (['kind', 'merchant_id', 'order_no', 'transaction_no', 'status_text', 'amount', 'delivery_key'] as $name) {
        if ($said[$name] !== $genuine[$name]) {
            exit("accepted with another $name\n");
        }
    }
    if ($notification->orderNo !== $genuine['order_no'] || $notification->amount?->value !== ($genuine['amount']['value'] ?? null)) {
        exit("the properties say something else\n");
    }
}
