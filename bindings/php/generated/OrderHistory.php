<?php

// Made by `cargo xtask generate` from the tables of the ledger. Do not edit.

declare(strict_types=1);

namespace Ackwell;

/**
 * Everything that the ledger knows of one order number, of any provider and merchant.
 */
final class OrderHistory
{
    /**
     * @internal
     *
     * @param list<Record> $deliveries
     * @param list<OrderRecord> $expected
     */
    public function __construct(
        /** The order number. */
        public readonly string $orderNo,
        /** Its deliveries: those that name it, and those that a later notification which names it
         *  contradicted. */
        public readonly array $deliveries,
        /** What the shop wrote down of it. */
        public readonly array $expected,
    ) {
    }

    /**
     * The record that the library wrote as JSON.
     *
     * @internal
     */
    public static function of(Row $row): self
    {
        return new self(
            $row->text('order_no'),
            array_map(Record::of(...), $row->rows('deliveries')),
            array_map(OrderRecord::of(...), $row->rows('expected')),
        );
    }
}
