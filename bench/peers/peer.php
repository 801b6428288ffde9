<?php

// PHP contestant: `php peer.php openssl CORPUS`: json_decode and openssl_verify. It has no threads.
declare(strict_types=1);

const ACK = '{"ret_code":"0000","ret_msg":"ok"}';

$corpus = json_decode(file_get_contents($argv[count($argv) - 1]), true, 512, JSON_THROW_ON_ERROR);
$key = openssl_pkey_get_public($corpus['public_key']);
$digest = $corpus['digest'] === 'MD5' ? OPENSSL_ALGO_MD5 : OPENSSL_ALGO_SHA256;
$bodies = $corpus['bodies'];

$job = static function (string $body) use ($key, $digest): string {
    $members = json_decode($body, true, 8, JSON_THROW_ON_ERROR);
    $sign = base64_decode($members['sign'], true);
    unset($members['sign']);
    ksort($members, SORT_STRING);
    $pairs = [];
    foreach ($members as $name => $value) {
        if ($value !== '') {
            $pairs[] = $name . '=' . $value;
        }
    }
    return openssl_verify(implode('&', $pairs), $sign, $key, $digest) === 1 ? ACK : 'no';
};
require __DIR__ . '/passes.php';
passes($bodies, $job);
