<?php

declare(strict_types=1);

/*
 * Runs the conformance pack through this package: tests/RUNNERS.md.
 *
 *     php conformance_runner.php AUTOLOAD.php VECTORS-FOLDER
 *
 * One JSON object a line for every case; what came out, not what was expected.
 */

use Ackwell\Acknowledgement;
use Ackwell\AckwellException;
use Ackwell\Code;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Receipt;
use Ackwell\Request;
use Ackwell\Testing\Sender;
use Ackwell\Testing\Variant;

require $argv[1];

foreach (Code::cases() as $code) {
    echo json_encode([
        'file' => 'errors.json',
        'id' => "errors/$code->value",
        'outcome' => 'listed',
        'code' => $code->value,
        'number' => $code->number(),
        'http_status' => $code->httpStatus(),
        'severity' => $code->severity()->value,
        'sentence' => $code->sentence(),
        'remedy' => $code->remedy(),
    ], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES), "\n";
}

foreach (surface() as $id => $names) {
    $line = ['file' => 'surface.json', 'id' => $id, 'outcome' => 'listed', 'names' => $names];
    echo json_encode($line, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES), "\n";
}

foreach (glob($argv[2] . '/*.json') ?: [] as $file) {
    if (in_array(basename($file), ['errors.json', 'surface.json'], true)) {
        continue;
    }
    $pack = json_decode((string) file_get_contents($file), false, 512, JSON_THROW_ON_ERROR | JSON_BIGINT_AS_STRING);
    foreach ($pack->cases as $case) {
        $line = ['file' => basename($file), 'id' => $case->id] + run($case, $pack->configs);
        // The notification is the library's own text, not decoded and encoded again.
        $notification = $line['notification'];
        $line['notification'] = '@';
        $text = json_encode($line, JSON_THROW_ON_ERROR | JSON_UNESCAPED_UNICODE | JSON_UNESCAPED_SLASHES);
        echo str_replace('"notification":"@"', '"notification":' . ($notification ?? 'null'), $text), "\n";
    }
}

/**
 * What the package offers, by name: what its classes really have.
 *
 * @return array<string, list<string>>
 */
function surface(): array
{
    $snake = static fn (string $name): string => strtolower((string) preg_replace('/[A-Z]/', '_$0', $name));
    $names = static fn (array $members): array => array_map(
        static fn (ReflectionProperty|ReflectionMethod|ReflectionParameter $member): string => $snake($member->getName()),
        array_values($members),
    );
    $shared = new ReflectionClass(Ackwell\CommonMembers::class);
    $common = [
        ...$names($shared->getProperties(ReflectionProperty::IS_PUBLIC)),
        ...$names($shared->getMethods(ReflectionMethod::IS_PUBLIC)),
    ];
    $lists = ['surface/common' => $common];
    foreach (Ackwell\Kind::cases() as $kind) {
        $class = new ReflectionClass($kind->notificationClass());
        $own = array_filter(
            $class->getProperties(ReflectionProperty::IS_PUBLIC),
            static fn (ReflectionProperty $property): bool => $property->getDeclaringClass()->getName() === $class->getName(),
        );
        if ($own !== []) {
            $lists["surface/fields/$kind->value"] = $names($own);
        }
    }
    $parameters = static fn (string $class, string $method): array => array_diff(
        $names((new ReflectionMethod($class, $method))->getParameters()),
        ['logger'],
    );
    $lianlian = $parameters(Ackwell\LianLian::class, 'create');
    $pingpong = $parameters(Ackwell\PingPong::class, 'create');
    // What both have and the document has once.
    $receiver = Ackwell\OptionNames::SHARED;
    $lists['surface/options/lianlian'] = array_values(array_diff($lianlian, $receiver));
    $lists['surface/options/pingpong'] = array_values(array_diff($pingpong, $receiver));
    $lists['surface/options/receiver'] = array_values(array_intersect($lianlian, $pingpong, $receiver));
    $lists['surface/options/ledger'] = $parameters(Ledger::class, 'open');
    foreach ([Provider::class, Ackwell\Kind::class, Ackwell\Status::class, Ackwell\Delivery::class, Ackwell\Severity::class] as $enum) {
        $name = strtolower((new ReflectionClass($enum))->getShortName());
        $lists["surface/vocabulary/$name"] = array_column($enum::cases(), 'value');
    }
    $lists['surface/vocabulary/delivery_state'] = array_column(Ackwell\DeliveryState::cases(), 'value');
    $lists['surface/vocabulary/variant'] = array_column(Variant::cases(), 'value');
    $lists['surface/vocabulary/outcome'] = array_column(Ackwell\OutcomeKind::cases(), 'value');
    // A record is a class that is made of a row.
    $folder = dirname((string) (new ReflectionClass(Ackwell\Record::class))->getFileName());
    foreach (glob("$folder/*.php") ?: [] as $file) {
        $class = 'Ackwell\\' . basename($file, '.php');
        $type = method_exists($class, 'of') ? (new ReflectionMethod($class, 'of'))->getParameters()[0]->getType() : null;
        // Not every language has the class of an outcome.
        $isRecord = $type instanceof ReflectionNamedType && $type->getName() === Ackwell\Row::class;
        if ($isRecord && $class !== Ackwell\Outcome::class) {
            $members = (new ReflectionClass($class))->getProperties(ReflectionProperty::IS_PUBLIC);
            // PHP has no type for a length of time, so there the name has the unit.
            $lists['surface/records/' . basename($file, '.php')] = preg_replace('/_ms$/', '', $names($members));
        }
    }

    return $lists;
}

/**
 * @return array<string, mixed>
 */
function run(stdClass $case, stdClass $configs): array
{
    if ($case->operation === 'resolve') {
        return resolved($case);
    }
    if ($case->operation === 'sign') {
        return signed($case);
    }
    if ($case->operation === 'judge') {
        $judgement = Sender::judge(Provider::from($case->provider), $case->answer->status, $case->answer->body);

        return ['received' => $judgement->received] + line('judged');
    }
    try {
        return match ($case->operation) {
            'verify' => verified(receiver($case, $configs), request($case->request)),
            'configure' => line('configured', receiver: receiver($case, $configs)),
            'expect' => met(receiver($case, $configs)->verify(request($case->request)), $case->order),
            'acknowledge' => answered(receiver($case, $configs), $case->code ?? null),
            'schedule' => scheduled(receiver($case, $configs)),
            'ledger' => walked($case, $configs),
        };
    } catch (AckwellException $problem) {
        // A configuration that is refused has no request to answer.
        $answer = in_array($case->operation, ['configure', 'ledger'], true) ? null : $problem->acknowledgement();

        return line('refused', $problem->code(), $problem->member(), null, $answer);
    }
}

/**
 * Verifies a request. A diagnosis says of it the same.
 *
 * @return array<string, mixed>
 */
function verified(Receiver $receiver, Request $request): array
{
    $diagnosis = $receiver->explain($request);
    try {
        $notification = $receiver->verify($request);
    } catch (AckwellException $problem) {
        if ($diagnosis->code !== $problem->code() || $diagnosis->findings === []) {
            throw new LogicException("explain says $diagnosis->code, verify {$problem->code()}");
        }
        throw $problem;
    }
    if ($diagnosis->code !== null || $diagnosis->findings !== []) {
        throw new LogicException("explain says $diagnosis->code of an accepted request");
    }

    return accepted($notification);
}

/**
 * Has the test kit make a request, and verifies it.
 *
 * @return array<string, mixed>
 */
function signed(stdClass $case): array
{
    // One for all cases: a key takes a moment.
    static $sender = null;
    $sender ??= new Sender();
    $ask = (array) $case->ask;
    $ask['kind'] = Ackwell\Kind::from($ask['kind']);
    $ask['members'] = (array) ($ask['members'] ?? []);
    $ask['variant'] = Variant::from($ask['variant'] ?? 'genuine');
    $request = $sender->request(...$ask)->toRequest();
    try {
        $notification = $sender->receiver(Provider::from($case->provider))->verify($request);
    } catch (AckwellException $problem) {
        return line('signed', $problem->code());
    }

    return [
        'kind' => $notification->kind->value,
        'order_no' => $notification->orderNo,
        'status' => $notification->status->value,
        'amount' => $notification->amount?->value,
        'currency' => $notification->amount?->currency,
    ] + line('signed');
}

/**
 * Writes the files of the case, sets its variables, and loads its document.
 *
 * @return array<string, mixed>
 */
function resolved(stdClass $case): array
{
    $folder = (string) realpath(sys_get_temp_dir()) . '/ackwell-references-' . getmypid();
    mkdir($folder);
    foreach ((array) ($case->files ?? []) as $name => $holds) {
        is_dir(dirname("$folder/$name")) || mkdir(dirname("$folder/$name"), recursive: true);
        match (true) {
            is_string($holds) => file_put_contents("$folder/$name", $holds),
            isset($holds->base64) => file_put_contents("$folder/$name", base64_decode($holds->base64, true)),
            isset($holds->length) => file_put_contents("$folder/$name", str_repeat('x', $holds->length)),
            isset($holds->folder) => mkdir("$folder/$name"),
        };
    }
    $text = json_encode($case->config, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE);
    $text = str_replace('@FOLDER@', $folder, $text);
    foreach ((array) ($case->env ?? []) as $name => $value) {
        putenv("$name=$value");
    }
    $asText = $case->as_text ?? false;
    $before = (string) getcwd();
    chdir($asText ? $folder : '/');
    try {
        if ($case->section === 'ledger') {
            Ledger::fromConfig($text, $asText ? null : $folder);

            return line('configured');
        }
        $provider = Provider::from($case->provider);
        $receiver = Receiver::fromConfig($provider, $text, folder: $asText ? null : $folder);

        isset($case->request) && $receiver->verify(request($case->request));

        return line('configured');
    } catch (AckwellException $problem) {
        $message = str_replace($folder, '@FOLDER@', $problem->getMessage());

        return line('refused', $problem->code(), $problem->member(), message: $message);
    } finally {
        chdir($before);
        foreach ((array) ($case->env ?? []) as $name => $value) {
            putenv($name);
        }
        exec('rm -rf ' . escapeshellarg($folder));
    }
}

/**
 * @return array<string, mixed>
 */
function line(
    string $outcome,
    ?string $code = null,
    ?string $member = null,
    ?string $notification = null,
    ?Acknowledgement $acknowledgement = null,
    mixed ...$rest,
): array {
    unset($rest['receiver']);

    return [
        'outcome' => $outcome,
        'code' => $code,
        'member' => $member,
        'notification' => $notification,
        'acknowledgement' => $acknowledgement === null ? null : answer($acknowledgement),
    ] + $rest;
}

/**
 * @return array{status: int, content_type: string, body: string}
 */
function answer(Acknowledgement $answer): array
{
    return [
        'status' => $answer->status,
        'content_type' => $answer->contentType,
        'body' => $answer->body,
    ];
}

function document(stdClass $case, stdClass $configs): string
{
    if (isset($case->config_text)) {
        return $case->config_text;
    }
    $config = is_string($case->config) ? $configs->{$case->config} : $case->config;

    return json_encode($config, JSON_THROW_ON_ERROR | JSON_PRESERVE_ZERO_FRACTION);
}

function receiver(stdClass $case, stdClass $configs): Receiver
{
    return Receiver::fromConfig(Provider::from($case->provider), document($case, $configs));
}

function request(stdClass $request): Request
{
    $headers = [];
    foreach ($request->headers as [$name, $value]) {
        $headers[$name][] = $value;
    }
    $body = $request->body ?? base64_decode($request->body_base64, true);

    return new Request($body, $headers, $request->peer);
}

/**
 * @return array<string, mixed>
 */
function accepted(Notification $notification): array
{
    return line('accepted', null, null, $notification->toJson(), $notification->acknowledge());
}

/**
 * @return array<string, mixed>
 */
function met(Notification $notification, stdClass $order): array
{
    $notification->expect($order->order_no, $order->value, $order->currency);

    return line('met');
}

/**
 * @return array<string, mixed>
 */
function answered(Receiver $receiver, ?string $code): array
{
    $answer = $code === null
        ? $receiver->acknowledge()
        : $receiver->refuse(Code::from($code))->acknowledgement();

    return line('answered', acknowledgement: $answer);
}

/**
 * @return array<string, mixed>
 */
function scheduled(Receiver $receiver): array
{
    $schedule = $receiver->schedule();
    $pauses = [];
    for ($send = 1; ($pause = $schedule->nextAfter($send)) !== null; $send++) {
        $pauses[] = $pause;
    }

    return line(
        'scheduled',
        sends: $schedule->sends,
        deadline_seconds: $schedule->deadline,
        horizon_seconds: $schedule->horizon,
        pauses_seconds: $pauses,
    );
}

/**
 * Walks the steps of a case on a new ledger and reports what each gave.
 *
 * @return array<string, mixed>
 */
function walked(stdClass $case, stdClass $configs): array
{
    $receiver = receiver($case, $configs);
    $document = json_decode(document($case, $configs));
    $ledger = isset($document->ledger)
        ? Ledger::fromConfig(document($case, $configs))
        : Ledger::open('memory:');
    /** @var array<string, Receipt> $leases */
    $leases = [];
    $given = [];
    foreach ($case->steps ?? [] as $step) {
        $given[] = match ($step->do) {
            'claim' => claimed($receiver, $ledger, request($case->requests->{$step->request}), $step, $leases),
            'commit' => settled(static fn () => $leases[$step->lease]->commit()),
            'release' => settled(static fn () => $leases[$step->lease]->release()),
            'extend' => settled(static fn () => $leases[$step->lease]->extend()),
            'expect_order' => settled(static fn () => $ledger->expectOrder(
                $receiver->provider,
                $step->merchant_id,
                $step->order_no,
                placedAt: new DateTimeImmutable('@' . intdiv($step->placed_at_ms, 1000)),
            )),
            'overdue' => overdue($ledger),
            'earlier_payment' => $ledger->earlierPayment(
                $receiver->verify(request($case->requests->{$step->request})),
            )?->transactionNo,
            'wait' => waited($step->milliseconds),
            'handle' => handled($receiver, $ledger, request($case->requests->{$step->request}), $step),
        };
    }

    return line('walked', steps: $given);
}

/**
 * @return list<string>
 */
function overdue(Ledger $ledger): array
{
    $numbers = array_map(static fn ($order) => $order->orderNo, $ledger->overdueOrders());
    sort($numbers);

    return $numbers;
}

function waited(int $milliseconds): string
{
    usleep($milliseconds * 1000);

    return 'waited';
}

/**
 * @param array<string, Receipt> $leases
 */
function claimed(Receiver $receiver, Ledger $ledger, Request $request, stdClass $step, array &$leases): string
{
    $receipt = $ledger->claim($receiver->verify($request));
    if (isset($step->lease)) {
        $leases[$step->lease] = $receipt;
    }

    return $receipt->delivery->value;
}

function settled(Closure $settle): string
{
    try {
        $settle();

        return 'done';
    } catch (AckwellException $problem) {
        return $problem->code();
    }
}

/**
 * @return array{fulfilled: bool, acknowledgement: array<string, mixed>}
 */
function handled(Receiver $receiver, Ledger $ledger, Request $request, stdClass $step): array
{
    $fulfilled = false;
    $answer = $receiver->handle($request, $ledger, static function () use (&$fulfilled, $step): void {
        $fulfilled = true;
        if (!$step->fulfilment_succeeds) {
            throw new RuntimeException('the shop is out of paper');
        }
    }, static fn () => null);

    return ['fulfilled' => $fulfilled, 'acknowledgement' => answer($answer)];
}
