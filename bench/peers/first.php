<?php

// The first verification in a new process: `ACKWELL_AUTOLOAD=FILE php first.php CONFIG PEER <BODY`;
// with no arguments nothing.
declare(strict_types=1);

use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;

if ($argc > 1) {
    require getenv('ACKWELL_AUTOLOAD');

    $receiver = Receiver::fromConfig(Provider::LianLian, file_get_contents($argv[1]));
    $notification = $receiver->verify(new Request(stream_get_contents(STDIN), [], $argv[2]));
    if ($notification->acknowledge()->status !== 200) {
        exit(1);
    }
}
