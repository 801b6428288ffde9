<?php

declare(strict_types=1);

namespace Ackwell\Testing;

use Ackwell\AckwellException;
use Ackwell\Kind;
use Ackwell\Provider;
use Ackwell\Receiver;
use Ackwell\Status;

/**
 * Plays the providers in tests of your endpoint, with keys and ids made on the spot.
 *
 *     $sender = new Sender();
 *     $paid = $sender->request(Kind::LianLianPayment, order: '42', amount: '10.00');
 *     $answer = $sender->receiver(Provider::LianLian)->handle($paid->toRequest(), $ledger, $fulfil);
 *     $paid->assertReceived($answer->status, $answer->body);
 *
 * For tests only. It needs no test framework.
 */
final class Sender
{
    /** @var array<array-key, mixed> */
    private readonly array $secret;

    /** @var array<array-key, mixed> */
    private readonly array $document;

    /**
     * @param Provider ...$providers whom to play; all of them without one. A key of LianLian takes
     *                               some hundredths of a second to make, a salt of PingPong nothing
     */
    public function __construct(Provider ...$providers)
    {
        $names = array_map(static fn (Provider $provider): string => $provider->value, array_values($providers));
        $made = Kit::ask(['do' => 'keys', 'providers' => $names]);
        $this->secret = $made->row('sender')->members();
        $this->document = $made->row('receiver')->members();
    }

    /**
     * The configuration document of receivers that accept what this sends.
     *
     * It takes only the providers' published addresses, and believes a proxy on this machine, as
     * which the requests are sent.
     *
     * @return array<array-key, mixed>
     */
    public function config(): array
    {
        return $this->document;
    }

    /**
     * Writes `ackwell.json`, a configuration file for an application that reads one.
     *
     * @param string $ledger the URL of the ledger in it
     *
     * @return string the file's path
     */
    public function writeConfig(string $folder, string $ledger = 'memory:'): string
    {
        $path = rtrim($folder, '/') . '/ackwell.json';
        $document = $this->document + ['ledger' => ['url' => $ledger]];
        $text = json_encode($document, \JSON_THROW_ON_ERROR | \JSON_PRETTY_PRINT | \JSON_UNESCAPED_SLASHES);
        if (@file_put_contents($path, $text) === false) {
            throw AckwellException::invalidArgument("$path cannot be written");
        }

        return $path;
    }

    /**
     * A receiver, configured for what this sends.
     */
    public function receiver(Provider $provider): Receiver
    {
        return Receiver::fromConfig($provider, $this->document);
    }

    /**
     * Makes and signs a request. The same arguments give the same request: sending it again is a
     * repeat.
     *
     * @param Kind                 $kind     the kind
     * @param string|null          $order    the order's number. The numbers of the operation follow
     *                                       from it
     * @param string|null          $amount   the amount, for example `10.00`
     * @param string|null          $currency the currency, for example `CNY`
     * @param Status|string|null   $status   a status, or the provider's word for it (`SUCCESS`)
     * @param array<string, mixed> $members  members that are replaced, or added; null leaves one
     *                                       out
     * @param Variant              $variant  in which way it is wrong on purpose
     *
     * @throws AckwellException `invalid_argument` if the kind has no such currency, or this does not
     *                          play its provider
     */
    public function request(
        Kind $kind,
        ?string $order = null,
        ?string $amount = null,
        ?string $currency = null,
        Status|string|null $status = null,
        array $members = [],
        Variant $variant = Variant::Genuine,
    ): SignedRequest {
        $made = Kit::ask([
            'do' => 'request',
            'sender' => $this->secret,
            'kind' => $kind->value,
            'order' => $order,
            'amount' => $amount,
            'currency' => $currency,
            'status' => $status instanceof Status ? $status->value : $status,
            'members' => (object) $members,
            'variant' => $variant->value,
        ]);

        return SignedRequest::of($made, $this->receiver($made->provider('provider')));
    }

    /**
     * Whether the provider takes that answer of an endpoint as "received".
     */
    public static function judge(Provider $provider, int $status, string $body = ''): Judgement
    {
        $answer = Kit::ask(['do' => 'judge', 'provider' => $provider->value, 'status' => $status, 'body' => $body]);

        return new Judgement($answer->flag('received'), $answer->text('why'));
    }

    /**
     * Without the keys.
     *
     * @return array<string, mixed>
     */
    public function __debugInfo(): array
    {
        return ['providers' => array_keys($this->secret)];
    }
}
