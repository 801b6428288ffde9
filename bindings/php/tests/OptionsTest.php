<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use Ackwell\AckwellException;
use Ackwell\ConfigError;
use Ackwell\Ledger;
use Ackwell\LianLian;
use Ackwell\PingPong;
use Ackwell\Provider;
use Ackwell\Receiver;
use PHPUnit\Framework\TestCase;

final class OptionsTest extends TestCase
{
    public function testNamedArgumentsBecomeMembersOfTheDocument(): void
    {
        $config = Kit::config(Kit::PINGPONG);
        $receiver = PingPong::create(
            salt: $config['pingpong']['salt'],
            clientId: $config['pingpong']['client_id'],
            accIds: new \ArrayIterator($config['pingpong']['acc_ids']),
            environment: 'production',
            hashes: ['SHA256'],
            sources: 'published',
            trustedProxies: ['10.0.0.0/8'],
            clientAddressHeader: 'x-forwarded-for',
            maxBodyBytes: 4096,
        );

        self::assertSame(Provider::PingPong, $receiver->provider);
        self::assertSame(['x-forwarded-for', 'forwarded'], $receiver->headerNames());
        self::assertSame('USD', $receiver->verify(Kit::request(Kit::PINGPONG))->amount?->currency);
    }

    /**
     * @dataProvider factories
     */
    public function testTheNamedParametersAreTheOptionsThatTheCoreKnows(callable $factory, \Closure ...$askings): void
    {
        $known = [];
        foreach ($askings as $ask) {
            $message = $this->problem($ask)->getMessage();
            self::assertSame(1, preg_match('/(?:expected one of|known are) ([a-z_, ]+)$/', $message, $list), $message);
            array_push($known, ...explode(', ', $list[1]));
        }
        $parameters = [];
        foreach ((new \ReflectionFunction($factory(...)))->getParameters() as $parameter) {
            if ($parameter->getName() !== 'logger') {
                $parameters[] = strtolower((string) preg_replace('/[A-Z]/', '_$0', $parameter->getName()));
            }
        }
        sort($known);
        sort($parameters);
        self::assertSame($known, $parameters);
    }

    /**
     * @return array<string, list<callable>>
     */
    public static function factories(): array
    {
        $ask = static fn (Provider $provider, string $section): \Closure => static fn () => Receiver::fromConfig(
            $provider,
            [$provider->value => [], $section => ['unknown' => 1]],
        );

        return [
            'LianLian' => [[LianLian::class, 'create'], $ask(Provider::LianLian, 'lianlian'), $ask(Provider::LianLian, 'receiver')],
            'PingPong' => [[PingPong::class, 'create'], $ask(Provider::PingPong, 'pingpong'), $ask(Provider::PingPong, 'receiver')],
            'Ledger' => [[Ledger::class, 'open'], static fn () => Ledger::fromConfig(['ledger' => ['unknown' => 1]])],
        ];
    }

    public function testAMisspeltOptionIsNamedByPhp(): void
    {
        $this->expectExceptionMessage('Unknown named parameter $publicKey');
        /** @phpstan-ignore-next-line */
        LianLian::create(publicKey: ['x']);
    }

    /**
     * @dataProvider lineEnds
     */
    public function testOneLineEndBehindASecretInAFileIsNoPartOfIt(string $end, bool $accepted): void
    {
        $config = Kit::config(Kit::PINGPONG)['pingpong'];
        $files = [];
        foreach (['salt' => $config['salt'], 'clientId' => $config['client_id']] as $name => $value) {
            file_put_contents($files[$name] = Kit::work() . "/$name.txt", $value . $end);
        }
        $make = static fn () => PingPong::create(
            salt: ['file' => $files['salt']],
            clientId: ['file' => $files['clientId']],
            accIds: $config['acc_ids'],
            environment: 'production',
        );
        if ($accepted) {
            self::assertSame('USD', $make()->verify(Kit::request(Kit::PINGPONG))->amount?->currency);
        } else {
            self::assertStringStartsWith('pingpong.', (string) $this->problem($make)->member());
        }
    }

    /**
     * @return array<string, array{string, bool}>
     */
    public static function lineEnds(): array
    {
        return [
            'none' => ['', true],
            'of Unix' => ["\n", true],
            'of Windows' => ["\r\n", true],
            'two' => ["\n\n", false],
            'a blank before it' => [" \n", false],
        ];
    }

    public function testASecretInThePlaceOfANameIsNotRepeated(): void
    {
        $secret = 'MC4CAQAwBQYDK2VwBCIEIGMzvcsecret';
        foreach ([
            ['env' => $secret],
            ['env' => strtolower($secret)],
            ['file' => $secret],
            ['file' => "-----BEGIN PRIVATE KEY-----\n$secret/.\n-----END PRIVATE KEY-----"],
        ] as $reference) {
            $problem = $this->problem(static fn () => PingPong::create(salt: $reference));
            self::assertSame('pingpong.salt', $problem->member());
            self::assertStringNotContainsStringIgnoringCase($secret, (string) $problem);
        }
        foreach ([
            [['env' => 'SHOP_SALT_NOT_SET'], 'the environment variable SHOP_SALT_NOT_SET is not set'],
            [['file' => '/etc/shop/salt.txt'], 'the file /etc/shop/salt.txt does not exist'],
            [['file' => 'salt.txt'], 'the file ' . getcwd() . '/salt.txt does not exist'],
            [['env' => null], 'expected the name of an environment variable, got null'],
            [['file' => false], 'expected the path of a file, got false'],
        ] as [$reference, $message]) {
            $problem = $this->problem(static fn () => PingPong::create(salt: $reference));
            self::assertStringContainsString($message, $problem->getMessage());
        }
    }

    public function testAKeyFileInDerAndASaltThatIsNotUtf8AreNamedAtTheirOption(): void
    {
        $makes = [
            'lianlian.public_keys[0]' => static fn (): Receiver => LianLian::create(
                publicKeys: ["\x30\x81\x9f\x30\x0d\xff\xfe"],
                merchantIds: ['1'],
            ),
            'pingpong.salt' => static fn (): Receiver => PingPong::create(
                salt: "SALT\xff",
                clientId: '1',
                accIds: ['1'],
                environment: 'sandbox',
            ),
        ];
        foreach ($makes as $member => $make) {
            try {
                $make();
                self::fail("$member was accepted");
            } catch (ConfigError $error) {
                self::assertSame($member, $error->member());
                self::assertStringNotContainsString('SALT', $error->getMessage());
            }
        }
    }

    public function testAFileThatIsTooLongIsNotReadWhole(): void
    {
        $problem = $this->problem(static fn () => PingPong::create(salt: ['file' => '/dev/zero']));
        self::assertStringContainsString('the file /dev/zero is longer than 1 MiB', $problem->getMessage());
    }

    public function testKeysMayBeReadFromFilesAndSecretsFromTheEnvironment(): void
    {
        $key = Kit::config(Kit::LIANLIAN)['lianlian']['public_keys'][0];
        $file = Kit::work() . '/lianlian.pem';
        file_put_contents($file, $key);
        putenv('ACKWELL_TEST_MERCHANT=201103171000000000');

        $receiver = LianLian::create(
            publicKeys: [['file' => $file]],
            merchantIds: [['env' => 'ACKWELL_TEST_MERCHANT']],
        );
        self::assertSame('2013051500001', $receiver->verify(Kit::request())->orderNo);

        self::assertSame('lianlian.public_keys[0]', $this->problem(
            static fn () => LianLian::create(publicKeys: [['file' => "$file.missing"]]),
        )->member());
        self::assertSame('pingpong.salt', $this->problem(
            static fn () => PingPong::create(salt: ['env' => 'ACKWELL_TEST_NOT_SET']),
        )->member());
    }

    /**
     * @dataProvider mistakes
     */
    public function testTheCoreNamesAWrongOptionAndWhatWasExpected(\Closure $make, string $member): void
    {
        $problem = $this->problem($make);
        self::assertSame('invalid_config', $problem->code());
        self::assertSame($member, (string) $problem->member());
        self::assertNotSame('', $problem->getMessage());
        self::assertNull($problem->acknowledgement());
    }

    /**
     * @return array<string, array{\Closure, string}>
     */
    public static function mistakes(): array
    {
        $key = 'MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQCSS/DiwdCf/aZsxxcacDnooGph3d2JOj5GXWi+q3gznZauZjkNP8SKl3J2liP0O6rU/Y/29+IUe+GTMhMOFJuZm1htAtKiu5ekW0GlBMWxf4FPkYlQkPE0FtaoMP3gYfh+OwI+fIRrpW3ySn3mScnc6Z700nU/VYrRkfcSCbSnRwIDAQAB';

        return [
            'nothing' => [static fn () => LianLian::create(), 'lianlian.public_keys'],
            'a misspelt name' => [static fn () => Receiver::fromConfig(Provider::LianLian, ['lianlian' => ['publicKey' => $key]]), 'lianlian.public_key'],
            'a key that is none' => [static fn () => LianLian::create(publicKeys: ['x'], merchantIds: 'any'), 'lianlian.public_keys[0]'],
            'a number for an id' => [static fn () => LianLian::create(publicKeys: [$key], merchantIds: [201103171000000000]), 'lianlian.merchant_ids[0]'],
            'a key in place of a list' => [static fn () => LianLian::create(publicKeys: $key), 'lianlian.public_keys'],
            'a wrong proxy' => [static fn () => LianLian::create(publicKeys: [$key], merchantIds: 'any', trustedProxies: ['10.0.0.1/8']), 'receiver.trusted_proxies[0]'],
            'an option without a name' => [static fn () => Receiver::fromConfig(Provider::LianLian, ['lianlian' => [$key]]), 'lianlian.0'],
            'no section' => [static fn () => Receiver::fromConfig(Provider::LianLian, []), 'lianlian'],
            'no JSON' => [static fn () => Receiver::fromConfig(Provider::LianLian, 'x'), ''],
            'a text that is not UTF-8' => [static fn () => PingPong::create(salt: "\xFF\xFE"), 'pingpong.salt'],
            'a store that is none' => [static fn () => Ledger::open('ftp://shop.example'), 'ledger.url'],
            'a lease of nothing' => [static fn () => Ledger::open('memory:', leaseSeconds: 0), 'ledger.lease_seconds'],
            'a misspelt option of a ledger' => [static fn () => Ledger::fromConfig(['ledger' => ['url' => 'memory:', 'lease' => 5]]), 'ledger.lease'],
        ];
    }

    public function testNoMessageAndNoTraceShowsASecret(): void
    {
        $problem = $this->problem(static fn () => PingPong::create(salt: 'VERYSECRET ', clientId: '1'));
        self::assertStringNotContainsString('VERYSECRET', $problem->getMessage() . $problem);
        if (\PHP_VERSION_ID >= 80200) {
            self::assertStringNotContainsString('VERYSECRET', print_r($problem->getTrace(), true));
        }
    }

    private function problem(\Closure $make): AckwellException
    {
        try {
            $make();
        } catch (ConfigError $problem) {
            return $problem;
        }
        self::fail('nothing was refused');
    }
}
