<?php

declare(strict_types=1);

namespace Ackwell\Laravel;

use Ackwell\Notification;
use Ackwell\Provider;
use Ackwell\Refusal;
use Ackwell\Request;
use Illuminate\Container\Container;

/**
 * A notification was fulfilled and committed, by `handle()` or `Receipt::fulfil()`. A repeat of it
 * dispatches nothing.
 *
 * Use it for what may be missed, such as statistics or a message to the staff. The shop's work belongs
 * in the fulfilment: a process that dies after the commit dispatches no event, and nothing makes up
 * for it.
 *
 * Listeners run before the provider is answered. A listener may be queued (`ShouldQueue`): the queue
 * gets the request, which is verified again where it arrives.
 */
final class NotificationFulfilled
{
    public function __construct(public readonly Notification $notification)
    {
    }

    /**
     * @return array{provider: string, request: Request}
     */
    public function __serialize(): array
    {
        $request = $this->notification->request();
        $read = $this->notification->receiver()->headerNames();
        // The receiver reads no other header, and a queue should hold no more than is needed.
        $headers = array_filter(
            $request->headers,
            static fn (int|string $name): bool => \in_array(strtolower((string) $name), $read, true),
            \ARRAY_FILTER_USE_KEY,
        );

        return [
            'provider' => $this->notification->provider->value,
            'request' => new Request($request->body, $headers, $request->peer, $request->method),
        ];
    }

    /**
     * @param array{provider: string, request: Request} $data
     *
     * @throws Refusal if it does not verify here, for example because the key was replaced meanwhile
     */
    public function __unserialize(array $data): void
    {
        /** @var Receivers $receivers */
        $receivers = Container::getInstance()->make(Receivers::class);
        $this->notification = $receivers->of(Provider::from($data['provider']))->verify($data['request']);
    }
}
