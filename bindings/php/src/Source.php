<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * What the check of the client address saw.
 */
final class Source
{
    /**
     * @internal
     *
     * @param string      $check   how the list of sources is applied: `enforced`, `reported`, `any`
     * @param string|null $address the client's address, where it was looked at or could be read
     * @param bool|null   $trusted whether it is on the list; null where any source is accepted
     */
    public function __construct(
        public readonly string $check,
        public readonly ?string $address,
        public readonly ?bool $trusted,
    ) {
    }

    /**
     * @internal
     *
     * @param array<array-key, mixed> $members of the JSON
     */
    public static function of(array $members): self
    {
        $check = $members['check'] ?? null;
        $address = $members['address'] ?? null;
        $trusted = $members['trusted'] ?? null;

        return new self(
            \is_string($check) ? $check : '',
            \is_string($address) ? $address : null,
            \is_bool($trusted) ? $trusted : null,
        );
    }
}
