<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\Code;
use Ackwell\Kind;
use Ackwell\Ledger;
use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Refusal;
use Ackwell\Status;
use Ackwell\Testing\Sender;
use Ackwell\Testing\SignedRequest;
use Ackwell\Testing\Variant;
use Nyholm\Psr7\Factory\Psr17Factory;
use PHPUnit\Framework\TestCase;

final class TestingTest extends TestCase
{
    private static ?Sender $sender = null;

    private static function sender(): Sender
    {
        return self::$sender ??= new Sender();
    }

    public function testEveryVariantOfEveryKindIsAnsweredAsItSays(): void
    {
        foreach (Kind::cases() as $kind) {
            foreach (Variant::cases() as $variant) {
                $request = self::sender()->request($kind, order: '42', variant: $variant);
                self::assertSame([$kind, $variant, $variant->code()], [$request->kind, $request->variant, $request->code]);
                $code = null;
                try {
                    $receiver = self::sender()->receiver($request->provider);
                    self::assertSame($kind, $receiver->verify($request->toRequest())->kind);
                } catch (Refusal $refusal) {
                    $code = $refusal->code();
                }
                self::assertSame($variant->code()?->value, $code, "$kind->value $variant->value");
            }
        }
    }

    public function testWhatIsChosenIsWhatArrives(): void
    {
        $members = ['remark' => 'a "quoted" text', 'transactionTime' => null];
        $request = self::sender()->request(
            Kind::PingPongTransaction,
            order: '茶-1',
            amount: '12.00',
            currency: 'EUR',
            status: Status::Failed,
            members: $members,
        );
        $notification = self::sender()->receiver(Provider::PingPong)->verify($request->toRequest());
        $notification->expect('茶-1', '12', 'EUR');
        self::assertSame(Status::Failed, $notification->status);
    }

    public function testAnEndpointIsPaidOnceAndRefusesWhatIsForged(): void
    {
        $ledger = Ledger::open('memory:');
        $receiver = self::sender()->receiver(Provider::LianLian);
        $paid = [];
        $fulfil = static function (Notification $notification) use (&$paid): void {
            $paid[] = $notification->orderNo;
        };
        $genuine = self::sender()->request(Kind::LianLianPayment, order: '42', amount: '10.00');
        // In each form in which a framework has it.
        foreach ([$genuine->toRequest(), $genuine->toPsr7(new Psr17Factory()), $genuine->toSymfony('/notify')] as $form) {
            $answer = $receiver->handle($form, $ledger, $fulfil);
            $genuine->assertReceived($answer->status, $answer->body);
        }
        foreach (Variant::cases() as $variant) {
            if ($variant->code() !== null) {
                $forged = self::sender()->request(Kind::LianLianPayment, order: '43', variant: $variant);
                $answer = $receiver->handle($forged->toSymfony(), $ledger, $fulfil);
                $forged->assertRefused($answer->status, $answer->body);
            }
        }
        self::assertSame(['42'], $paid);
    }

    public function testTheServersVariablesAreThoseOfTheRequest(): void
    {
        $server = self::sender()->request(Kind::LianLianPayment)->server();
        self::assertSame(['REMOTE_ADDR', 'CONTENT_TYPE', 'HTTP_X_FORWARDED_FOR'], array_keys($server));
    }

    public function testAnAnswerThatIsNotAsExpectedFailsTheTest(): void
    {
        $genuine = self::sender()->request(Kind::LianLianPayment);
        $forged = self::sender()->request(Kind::LianLianPayment, variant: Variant::Tampered);
        $success = self::sender()->receiver(Provider::LianLian)->acknowledge();
        $genuine->assertReceived($success->status, $success->body);
        self::fails('the answer was 200 "ok"', static fn () => $genuine->assertReceived(200, 'ok'));
        self::fails('invalid_signature', static fn () => $forged->assertRefused($success->status, $success->body));
        self::fails('in_progress', static fn () => $forged->assertRefused(403, 'FAIL', Code::InProgress));
        $judgement = Sender::judge(Provider::PingPong, 200, 'FAIL');
        self::assertSame([false, 'the body is FAIL'], [$judgement->received, $judgement->why]);
        $this->expectException(\LogicException::class);
        $genuine->assertRefused($success->status, $success->body);
    }

    public function testWhatIsWrongIsNamedAndNoSecretIsShown(): void
    {
        $only = new Sender(Provider::PingPong);
        self::assertStringNotContainsString('ACKWELL-TEST', print_r($only, true));
        foreach ([
            'CNY' => static fn (): SignedRequest => self::sender()->request(Kind::LianLianPayment, currency: 'EUR'),
            'no section `lianlian`' => static fn (): SignedRequest => $only->request(Kind::LianLianPayment),
        ] as $message => $wrong) {
            try {
                $wrong();
                self::fail($message);
            } catch (AckwellException $problem) {
                self::assertSame(Code::InvalidArgument->value, $problem->code());
                self::assertStringContainsString($message, $problem->getMessage());
            }
        }
    }

    public function testAnApplicationReadsTheConfigurationFileWhichHasNoPrivateKey(): void
    {
        $folder = sys_get_temp_dir() . '/ackwell-' . bin2hex(random_bytes(4));
        mkdir($folder);
        $text = (string) file_get_contents(self::sender()->writeConfig($folder));
        $request = self::sender()->request(Kind::LianLianPayment, order: '7');
        $notification = Receiver::fromConfig(Provider::LianLian, $text)->verify($request->toRequest());
        self::assertSame('7', $notification->orderNo);
        self::assertStringNotContainsString('PRIVATE KEY', $text);
        self::assertStringContainsString('"url": "memory:"', $text);
        unlink("$folder/ackwell.json");
        rmdir($folder);
    }

    public function testTheQuickstartsTestPasses(): void
    {
        $text = (string) file_get_contents(Kit::root() . '/docs/quickstart-php.md');
        $section = explode("\n## ", explode("\n## Test your endpoint\n", $text)[1])[0];
        self::assertSame(1, preg_match('/```php\n(.*?)```/s', $section, $code));
        $folder = sys_get_temp_dir() . '/ackwell-' . bin2hex(random_bytes(4));
        mkdir("$folder/tests", 0777, true);
        symlink(Kit::work() . '/app/vendor', "$folder/vendor");
        file_put_contents("$folder/tests/notify.php", $code[1]);
        exec("php -d ffi.enable=true $folder/tests/notify.php 2>$folder/log", $printed, $status);
        self::assertSame([['paid once: 42'], 0], [$printed, $status]);
        self::assertStringContainsString('changed_text (certain): ', (string) file_get_contents("$folder/log"));
        unlink("$folder/log");
        unlink("$folder/tests/notify.php");
        unlink("$folder/vendor");
        rmdir("$folder/tests");
        rmdir($folder);
    }

    private static function fails(string $message, \Closure $assertion): void
    {
        try {
            $assertion();
        } catch (\AssertionError $error) {
            self::assertStringContainsString($message, $error->getMessage());

            return;
        }
        self::fail("nothing failed with $message");
    }
}
