<?php

// The configuration document that every language shares: docs/configuration.md lists the members.
// The section of a provider that the shop does not use is not read.

return [
    'lianlian' => [
        'public_keys' => [env('LIANLIAN_PUBLIC_KEY')],
        'merchant_ids' => [env('LIANLIAN_MERCHANT_ID')],
    ],
    'pingpong' => [
        'salt' => env('PINGPONG_SALT'),
        'client_id' => env('PINGPONG_CLIENT_ID'),
        'acc_ids' => [env('PINGPONG_ACC_ID')],
        'environment' => env('PINGPONG_ENVIRONMENT', 'sandbox'),
    ],
    'receiver' => [
        'trusted_proxies' => [],
    ],
    'ledger' => [
        'url' => env('ACKWELL_LEDGER', 'sqlite://' . storage_path('ackwell.db')),
    ],
];
