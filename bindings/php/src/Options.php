<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * Turns PHP options into the configuration document that the core reads and checks.
 *
 * Nothing is checked here but what the document cannot say: names change from `camelCase` to
 * `snake_case`, and `['file' => PATH]` and `['env' => NAME]` are read.
 *
 * @internal
 */
final class Options
{
    /** What all receivers share stands in a section of its own. */
    private const SHARED = ['trusted_proxies', 'client_address_header', 'max_body_bytes'];

    /**
     * The document of one provider's options.
     *
     * @param array<array-key, mixed> $options
     */
    public static function provider(
        Provider $provider,
        #[\SensitiveParameter]
        array $options,
    ): string {
        $section = self::members($options, $provider->value);
        $shared = array_intersect_key($section, array_flip(self::SHARED));

        return self::encode([
            $provider->value => (object) array_diff_key($section, $shared),
            'receiver' => (object) $shared,
        ]);
    }

    /**
     * A whole document, as JSON or as an array.
     *
     * @param string|array<array-key, mixed> $config
     */
    public static function document(
        #[\SensitiveParameter]
        string|array $config,
    ): string {
        if (\is_string($config)) {
            return $config;
        }
        $sections = [];
        foreach ($config as $name => $section) {
            $name = self::name((string) $name);
            $sections[$name] = \is_array($section)
                ? (object) self::members($section, $name)
                : $section;
        }

        return self::encode($sections);
    }

    /**
     * The options of a ledger.
     *
     * @param array<array-key, mixed> $options
     */
    public static function ledger(
        #[\SensitiveParameter]
        string $url,
        array $options,
    ): string {
        return self::encode(['ledger' => ['url' => $url] + self::members($options, 'ledger')]);
    }

    /**
     * @param array<array-key, mixed> $options
     *
     * @return array<string, mixed>
     */
    private static function members(array $options, string $path): array
    {
        $members = [];
        foreach ($options as $name => $value) {
            $name = self::name((string) $name);
            $members[$name] = self::value($value, "$path.$name");
        }

        return $members;
    }

    private static function value(mixed $value, string $path): mixed
    {
        if ($value instanceof \BackedEnum) {
            return $value->value;
        }
        if ($value instanceof \Traversable) {
            $value = iterator_to_array($value, false);
        }
        if (!\is_array($value)) {
            return $value;
        }
        if (\count($value) === 1 && \is_string($value['file'] ?? null)) {
            return self::file($value['file'], $path);
        }
        if (\count($value) === 1 && \is_string($value['env'] ?? null)) {
            return self::environment($value['env'], $path);
        }
        $items = [];
        foreach (array_values($value) as $index => $item) {
            $items[] = self::value($item, "{$path}[$index]");
        }

        return $items;
    }

    private static function file(string $file, string $path): string
    {
        $text = @file_get_contents($file);

        return $text === false
            ? throw ConfigError::at($path, "`$path`: the file $file cannot be read")
            : $text;
    }

    private static function environment(string $name, string $path): string
    {
        $text = $_ENV[$name] ?? getenv($name);

        return \is_string($text)
            ? $text
            : throw ConfigError::at($path, "`$path`: the environment variable $name is not set");
    }

    private static function name(string $name): string
    {
        return strtolower((string) preg_replace('/(?<=[a-z0-9])[A-Z]/', '_$0', $name));
    }

    /**
     * @param array<string, mixed> $document
     */
    private static function encode(
        #[\SensitiveParameter]
        array $document,
    ): string {
        try {
            return json_encode((object) $document, \JSON_THROW_ON_ERROR | \JSON_PRESERVE_ZERO_FRACTION);
        } catch (\JsonException $error) {
            throw ConfigError::at(null, 'an option cannot be written as JSON: ' . $error->getMessage());
        }
    }
}
