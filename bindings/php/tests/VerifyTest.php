<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\Amount;
use Ackwell\Code;
use Ackwell\Kind;
use Ackwell\Ledger;
use Ackwell\LianLianPayment;
use Ackwell\Notification;
use Ackwell\PingPongOther;
use Ackwell\PingPongTransaction;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Refusal;
use Ackwell\Request;
use Ackwell\Severity;
use Ackwell\Status;
use PHPUnit\Framework\TestCase;

final class VerifyTest extends TestCase
{
    public function testAGenuineNotificationIsShownInItsOwnClassWithTypedFields(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());

        self::assertInstanceOf(LianLianPayment::class, $notification);
        self::assertSame(Provider::LianLian, $notification->provider);
        self::assertSame(Kind::LianLianPayment, $notification->kind);
        self::assertSame(Status::Succeeded, $notification->status);
        self::assertSame('SUCCESS', $notification->statusText);
        self::assertSame('2013051500001', $notification->orderNo);
        self::assertSame('210.97 CNY', (string) $notification->amount);
        self::assertSame('2013-05-15T09:40:13+08:00', $notification->dtOrder->format('c'));
        self::assertSame('2013-05-16', $notification->settleDate?->format('Y-m-d'));
        self::assertNull($notification->noAgree);
        self::assertTrue(isset($notification->settleDate));
        self::assertFalse(isset($notification->noAgree));
        self::assertFalse(isset($notification->somethingElse));
    }

    public function testWhatIsRefusedIsExplainedAndWhatIsAcceptedHasNoFindings(): void
    {
        $receiver = Kit::receiver();
        $genuine = Kit::request();
        $nothing = $receiver->explain($genuine);
        self::assertSame(Provider::LianLian, $nothing->provider);
        self::assertNull($nothing->code);
        self::assertSame([], $nothing->findings);

        $changed = str_replace('"210.97"', '"210.970"', $genuine->body);
        $diagnosis = $receiver->explain(new Request($changed, $genuine->headers, $genuine->peer));
        self::assertSame(Code::InvalidSignature->value, $diagnosis->code);
        self::assertSame('numbers_rewritten', $diagnosis->findings[0]->cause);
        self::assertSame('certain', $diagnosis->findings[0]->sureness);
        self::assertSame('money_order', $diagnosis->findings[0]->member);
        self::assertNotSame('', $diagnosis->findings[0]->remedy);
        self::assertSame('changed_text', $diagnosis->findings[1]->cause);

        foreach (['', "\0", "\xff\xfe{", '{"sign":{}}'] as $body) {
            self::assertNotSame([], $receiver->explain(new Request($body, [], $genuine->peer))->findings);
        }
        self::assertSame('invalid_peer', $receiver->explain(new Request($genuine->body, [], 'x'))->findings[0]->cause);
    }

    public function testEveryFieldOfEveryAcceptedVectorHasTheValueOfTheVector(): void
    {
        $compared = 0;
        foreach (Kit::accepted() as $case) {
            $expected = $case['expected']['notification'];
            $notification = $this->verify($case);
            self::assertSame($expected['kind'], $notification->kind->value, $case['id']);
            self::assertInstanceOf($notification->kind->notificationClass(), $notification);
            foreach ($expected['details'] as $name => $value) {
                $property = lcfirst(str_replace('_', '', ucwords($name, '_')));
                // The part common to all kinds has the status as an enum and the text beside it.
                $actual = $notification->{$property === 'status' ? 'statusText' : $property};
                self::assertSame($value, $this->plain($actual, $value), "{$case['id']}: $name");
                $compared++;
            }
            self::assertEquals($expected, json_decode($notification->toJson(), true, 512, \JSON_BIGINT_AS_STRING), $case['id']);
            self::assertSame($expected['fields'], $notification->fields(), $case['id']);
            self::assertSame($expected['envelope'], $notification->envelope(), $case['id']);
            self::assertSame($expected['irregularities'], $notification->irregularities(), $case['id']);
            self::assertSame($expected['fingerprint'], $notification->fingerprint());
            self::assertSame($expected['delivery_key'], $notification->deliveryKey);
            self::assertSame($expected['merchant_id'], $notification->merchantId);
            self::assertSame($expected['order_no'], $notification->orderNo);
            self::assertSame($expected['transaction_no'], $notification->transactionNo);
            self::assertSame($expected['status'], $notification->status->value);
            self::assertSame($expected['status_text'], $notification->statusText);
            self::assertSame($expected['amount'], $notification->amount?->jsonSerialize());
            self::assertSame($expected['source'], (array) $notification->source());
            self::assertEquals(json_decode($notification->toJson()), json_decode((string) json_encode($notification)));
        }
        self::assertGreaterThan(1000, $compared);
    }

    public function testAKindWithoutAClassOfItsOwnKeepsItsFields(): void
    {
        $notification = Kit::receiver('pingpong-other/unknown-type')->verify(Kit::request('pingpong-other/unknown-type'));

        self::assertInstanceOf(PingPongOther::class, $notification);
        self::assertNull($notification->amount);
        self::assertNull($notification->orderNo);
        self::assertNotNull($notification->field('notifyType'));
        self::assertNull($notification->field('nothing'));
    }

    public function testNestedJsonAndFlagsAndTimesArriveAsPhpTypes(): void
    {
        $notification = Kit::receiver(Kit::PINGPONG)->verify(Kit::request(Kit::PINGPONG));

        self::assertInstanceOf(PingPongTransaction::class, $notification);
        self::assertSame(['type' => 'VISA'], $notification->paymentMethod);
        self::assertTrue($notification->threeDSecure);
        self::assertSame(0, $notification->captureDelayHours);
        self::assertSame('2023-09-20T03:57:56.082+00:00', $notification->transactionTime?->format('Y-m-d\TH:i:s.vP'));
    }

    public function testARefusalSaysWhyAndWhatToAnswer(): void
    {
        try {
            Kit::receiver()->verify(new Request(Kit::tampered(), [], '115.236.102.36'));
            self::fail('a tampered body was accepted');
        } catch (Refusal $refusal) {
            self::assertSame('invalid_signature', $refusal->code());
            self::assertTrue($refusal->is(Code::InvalidSignature));
            self::assertSame(Code::InvalidSignature->number(), $refusal->getCode());
            self::assertSame(Provider::LianLian, $refusal->provider());
            self::assertSame(403, $refusal->acknowledgement()->status);
            self::assertSame('{"ret_code":"9999","ret_msg":"invalid_signature"}', $refusal->acknowledgement()->body);
            self::assertFalse($refusal->acknowledgement()->isSuccess());
            self::assertStringNotContainsString('910.97', (string) $refusal->getMessage());
        }
    }

    public function testARefusalNamesTheAddressTheRemedyAndItsUrgency(): void
    {
        $receiver = Kit::receiver();
        $request = new Request(Kit::body(Kit::LIANLIAN), [], '203.0.113.9');
        $refusal = $this->refusal(static fn () => $receiver->verify($request));
        self::assertSame(['203.0.113.9', Severity::Warning], [$refusal->address(), $refusal->severity()]);
        self::assertStringContainsString('203.0.113.9', $refusal->getMessage());
        self::assertStringContainsString('trusted_proxies', (string) $refusal->remedy());
        self::assertSame(
            "lianlian untrusted_source: {$refusal->getMessage()}; remedy: {$refusal->remedy()}",
            $refusal->logLine(),
        );
        // The same from the call that claims, which comes another way through the library.
        $again = $this->refusal(static fn () => $receiver->receive($request, Ledger::open('memory:')));
        self::assertSame(
            [$refusal->logLine(), $refusal->remedy(), $refusal->severity(), $refusal->address(), $refusal->getMessage()],
            [$again->logLine(), $again->remedy(), $again->severity(), $again->address(), $again->getMessage()],
        );
    }

    public function testARefusalThatIsAboutNoNotificationHasTheRemedyAndTheUrgencyOfItsCode(): void
    {
        $receiver = Kit::receiver();
        foreach (Code::cases() as $code) {
            $refusal = $receiver->refuse($code, 'because');
            self::assertSame([$code->remedy(), $code->severity()], [$refusal->remedy(), $refusal->severity()]);
            self::assertSame(
                "lianlian $code->value: {$code->sentence()}: because; remedy: {$refusal->remedy()}",
                $refusal->logLine(),
            );
        }
    }

    public function testARefusalByTheShopNamesTheNotification(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());
        $reason = new \RuntimeException('locked');
        $refusal = $notification->refuse(Code::FulfilmentFailed, "the table\nis locked", $reason);
        self::assertSame(['fulfilment_failed', $reason], [$refusal->code(), $refusal->getPrevious()]);
        self::assertStringContainsString($notification->deliveryKey, $refusal->logLine());
        self::assertStringContainsString('the table is locked', $refusal->logLine());
        self::assertSame(500, $refusal->acknowledgement()->status);
    }

    public function testAnExpectationThatIsNotMetNamesWhatDiffers(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());
        $notification->expect('2013051500001', '210.970', 'CNY');

        foreach ([
            'order_no' => ['2013051500002', '210.97', 'CNY', 'expectation_mismatch'],
            'amount' => ['2013051500001', '210.98', 'CNY', 'expectation_mismatch'],
            'currency' => ['2013051500001', '210.97', 'USD', 'expectation_mismatch'],
        ] as $member => [$order, $amount, $currency, $code]) {
            $refusal = $this->refusal(static fn () => $notification->expect($order, $amount, $currency));
            self::assertSame([$code, $member], [$refusal->code(), $refusal->member()]);
        }
        self::assertSame(
            'invalid_argument',
            $this->refusal(static fn () => $notification->expect('1', '1e3', 'CNY'))->code(),
        );
    }

    public function testAVerifiedAnswerIsWorthNothingWithAnotherBody(): void
    {
        $receiver = Kit::receiver();
        $genuine = $receiver->verify(Kit::request());
        $copied = (new \ReflectionProperty(Notification::class, 'copied'))->getValue($genuine);
        $forged = new Request(Kit::tampered(), [], '115.236.102.36');
        $ledger = Ledger::open('memory:');
        foreach ([
            'another body' => Notification::of($receiver, $forged, $copied),
            'another receiver' => Notification::of(Kit::receiver(), Kit::request(), $copied),
        ] as $case => $glued) {
            foreach ([
                static fn () => $glued->toJson(),
                static fn () => $glued->fields(),
                static fn () => $glued->refuse(Code::FulfilmentFailed),
                static fn () => $ledger->claim($glued),
                static fn () => $ledger->earlierPayment($glued),
            ] as $index => $use) {
                self::assertSame('invalid_argument', $this->refusal($use)->code(), "$case, $index");
            }
        }
        self::assertSame('first', $ledger->claim($genuine)->delivery->value);
    }

    public function testTheShopMayRefuseANotificationItself(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());

        self::assertTrue($notification->acknowledge()->isSuccess());
        self::assertSame('{"ret_code":"0000","ret_msg":"ok"}', $notification->acknowledge()->body);
        self::assertSame('fulfilment_failed', $notification->refuse(Code::FulfilmentFailed)->code());
        self::assertSame(500, $notification->refuse(Code::FulfilmentFailed)->acknowledgement()->status);
    }

    public function testANotificationCannotBeChangedSerializedOrMadeByHand(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());
        self::assertInstanceOf(LianLianPayment::class, $notification);
        foreach ([
            static fn () => $notification->orderNo = 'x', // @phpstan-ignore-line
            static fn () => $notification->bankCode = 'x', // @phpstan-ignore-line
        ] as $change) {
            try {
                $change();
                self::fail('a notification was changed');
            } catch (\Error $error) {
                self::assertStringContainsString('readonly', $error->getMessage());
            }
        }
        try {
            serialize($notification);
            self::fail('a notification was serialized');
        } catch (AckwellException $error) {
            self::assertSame('invalid_argument', $error->code());
        }
        try {
            unserialize('O:23:"Ackwell\LianLianPayment":0:{}');
            self::fail('a notification was made by hand');
        } catch (AckwellException $error) {
            self::assertSame('invalid_argument', $error->code());
        }
        $request = unserialize(serialize($notification->request()));
        self::assertSame($notification->deliveryKey, Kit::receiver()->verify($request)->deliveryKey);
    }

    public function testDumpsShowNothingOfThePayerAndNoSecret(): void
    {
        $receiver = Kit::receiver(Kit::PINGPONG);
        $notification = $receiver->verify(Kit::request(Kit::PINGPONG));
        $dump = print_r($notification, true) . print_r($receiver, true);

        self::assertStringContainsString($notification->deliveryKey, $dump);
        self::assertStringNotContainsString('shuttlecocks', $dump);
        self::assertStringNotContainsString(Kit::config(Kit::PINGPONG)['pingpong']['salt'], $dump);
    }

    public function testAnUnknownPropertyWarnsAsPhpDoes(): void
    {
        $notification = Kit::receiver()->verify(Kit::request());
        $warning = null;
        set_error_handler(static function (int $level, string $message) use (&$warning): bool {
            $warning = $message;

            return true;
        });
        try {
            self::assertNull($notification->nothing); // @phpstan-ignore-line
        } finally {
            restore_error_handler();
        }
        self::assertSame('Undefined property: Ackwell\LianLianPayment::$nothing', $warning);
    }

    public function testTheScheduleAndTheKeysOfAReceiverCanBeAsked(): void
    {
        $receiver = Kit::receiver();
        $schedule = $receiver->schedule();

        self::assertSame([30, 5, 3600], [$schedule->sends, $schedule->deadline, $schedule->horizon]);
        self::assertSame(120, $schedule->nextAfter(1));
        self::assertNull($schedule->nextAfter(0));
        self::assertNull($schedule->nextAfter(30));
        $der = base64_decode(Kit::config(Kit::LIANLIAN)['lianlian']['public_keys'][0], true);
        self::assertSame([hash('sha256', (string) $der)], $receiver->keyFingerprints());
        self::assertSame([], $receiver->headerNames());
    }

    public function testABodyLongerThanEveryBufferIsRefusedOrReadAsAWhole(): void
    {
        $small = Receiver::fromConfig(Provider::LianLian, Kit::config(Kit::LIANLIAN));
        $body = rtrim(Kit::body(Kit::LIANLIAN), '}') . str_repeat(' ', 200_000) . '}';
        $request = new Request($body, [], '115.236.102.36');
        self::assertSame('body_too_large', $this->refusal(static fn () => $small->verify($request))->code());

        $large = Receiver::fromConfig(
            Provider::LianLian,
            Kit::config(Kit::LIANLIAN, ['receiver' => ['max_body_bytes' => 1_000_000]]),
        );
        self::assertSame('2013051500001', $large->verify($request)->orderNo);
    }

    /**
     * @param array<string, mixed> $case
     */
    private function verify(array $case): Notification
    {
        $headers = [];
        foreach ($case['request']['headers'] as [$name, $value]) {
            $headers[$name][] = $value;
        }
        $body = $case['request']['body'] ?? base64_decode($case['request']['body_base64'], true);

        return Receiver::fromConfig(Provider::from($case['provider']), $case['config'])
            ->verify(new Request($body, $headers, $case['request']['peer']));
    }

    /**
     * A property as it is in the JSON of the vector.
     */
    private function plain(mixed $actual, mixed $expected): mixed
    {
        if ($actual instanceof \DateTimeImmutable && \is_string($expected)) {
            return match (\strlen($expected)) {
                10 => $actual->format('Y-m-d'),
                19 => $actual->format('Y-m-d\TH:i:s'),
                default => $actual->format('Y-m-d\TH:i:s.v\Z'),
            };
        }

        return $actual instanceof Amount ? $actual->jsonSerialize() : $actual;
    }

    private function refusal(callable $act): Refusal
    {
        try {
            $act();
        } catch (Refusal $refusal) {
            return $refusal;
        }
        self::fail('nothing was refused');
    }
}
