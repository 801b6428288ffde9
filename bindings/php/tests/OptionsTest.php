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
            'a text that is not UTF-8' => [static fn () => PingPong::create(salt: "\xFF\xFE"), ''],
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
