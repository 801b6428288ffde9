package com.example.shop;

import io.micronaut.runtime.Micronaut;

/** What every application of Micronaut has. */
public final class Shop {
    private Shop() {}

    public static void main(String[] arguments) {
        Micronaut.run(Shop.class, arguments);
    }
}
