<?php

/*
 * A worker for one_ledger.py that claims in transactions of its own PDO connection:
 *
 *     php pdo_worker.php AUTOLOAD DSN USER PASSWORD CONFIG PEER SEED CONFLICT HIDES
 *
 * with a body in base64 a line on standard input. Prints `ready`; what it fulfils it writes into the
 * table `fulfilled`, in the transaction of the claim. CONFLICT, in base64 too, contradicts one of them:
 * it is claimed last, with prepared statements of the server's and of the driver's own. HIDES, in base64
 * too, is another notification: on PostgreSQL its work hides a statement that fails.
 */

declare(strict_types=1);

[, $autoload, $dsn, $user, $password, $config, $peer, $seed, $conflict, $hides] = $argv;
require $autoload;

$pdo = new PDO($dsn, $user, $password);
$receiver = Ackwell\Receiver::fromConfig(Ackwell\Provider::LianLian, $config, static fn () => null);
$insert = $pdo->prepare("INSERT INTO fulfilled VALUES (?, 'pdo')");
(new Ackwell\Database($pdo))->createTables();
echo "ready\n";
$bodies = array_map('base64_decode', file('php://stdin', FILE_IGNORE_NEW_LINES));
mt_srand((int) $seed);
shuffle($bodies);
foreach ($bodies as $body) {
    $request = new Ackwell\Request($body, [], $peer);
    for ($try = 0; ; $try++) {
        $answer = $receiver->inTransaction($pdo, $request, static function (Ackwell\Notification $notification) use ($insert): void {
            usleep(2000);
            $insert->execute([$notification->orderNo]);
        });
        if ($answer->isSuccess()) {
            break;
        }
        if ($try > 2000) {
            exit(1);
        }
        usleep(5000);
    }
}
$request = new Ackwell\Request((string) base64_decode($conflict, true), [], $peer);
$never = static fn () => throw new LogicException('a conflict was fulfilled');
foreach ([true, false] as $emulated) {
    if ($pdo->getAttribute(PDO::ATTR_DRIVER_NAME) !== 'sqlite') {
        $pdo->setAttribute(PDO::ATTR_EMULATE_PREPARES, $emulated);
    }
    $answer = $receiver->inTransaction($pdo, $request, $never);
    if ($answer->status !== 409) {
        echo "$answer->status $answer->body";
        exit(2);
    }
}
// PostgreSQL rolls back on COMMIT then, without an error: nothing is kept, so nothing is acknowledged.
if ($pdo->getAttribute(PDO::ATTR_DRIVER_NAME) === 'pgsql') {
    $hiding = static function (Ackwell\Notification $notification) use ($insert, $pdo): void {
        $insert->execute([$notification->orderNo]);
        try {
            $pdo->query('SELECT nothing FROM nowhere');
        } catch (PDOException) {
        }
    };
    $answer = $receiver->inTransaction($pdo, new Ackwell\Request((string) base64_decode($hides, true), [], $peer), $hiding);
    if ($answer->isSuccess()) {
        echo "$answer->status $answer->body";
        exit(4);
    }
}
if ((new Ackwell\Database($pdo))->earlierPayment($receiver->verify($request)) !== null) {
    exit(3);
}
