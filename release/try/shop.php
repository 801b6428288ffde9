<?php

// What the Composer package is tried with: see folder.sh. The first argument is Composer's autoloader.

declare(strict_types=1);

use Ackwell\Ledger;
use Ackwell\LianLian;
use Ackwell\Notification;
use Ackwell\Request;
use Ackwell\Status;

require $argv[1];

$receiver = LianLian::create(publicKeys: [['file' => 'lianlian.pem']], merchantIds: ['201507021000394502']);
$ledger = Ledger::open('sqlite:shop.db');
$paid = '';
$fulfil = function (Notification $notification) use (&$paid): void {
    $notification->expect('2015101911313905300004', '0.01', 'CNY');
    if ($notification->status === Status::Succeeded) {
        $paid = "paid: $notification->orderNo\n";
    }
};
foreach (['body.json', 'body.json', 'tampered.json'] as $file) {
    $request = new Request((string) file_get_contents($file), [], '115.236.102.36');
    $answer = $receiver->handle($request, $ledger, $fulfil);
    // What the work prints would be dropped, so that it cannot spoil the answer.
    echo $paid, "$answer->status $answer->body\n";
    $paid = '';
}
