<?php

// PHP contestant: `ACKWELL_AUTOLOAD=FILE php ackwell.php CORPUS`: this package, as
// bindings/php/install.sh installs it (FOLDER/app/vendor/autoload.php).
declare(strict_types=1);

use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Request;

const ACK = '{"ret_code":"0000","ret_msg":"ok"}';

require getenv('ACKWELL_AUTOLOAD');

$corpus = json_decode(file_get_contents($argv[count($argv) - 1]), true, 512, JSON_THROW_ON_ERROR);
$config = $corpus['config'];
$receiver = Receiver::fromConfig(Provider::LianLian, is_string($config) ? $config : json_encode($config));
$peer = $corpus['peer'];

$job = static fn (string $body): string => $receiver->verify(new Request($body, [], $peer))->acknowledge()->body;

require __DIR__ . '/passes.php';
passes($corpus['bodies'], $job);
