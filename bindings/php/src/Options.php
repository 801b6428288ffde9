<?php

declare(strict_types=1);

namespace Ackwell;

/**
 * Turns PHP options into the configuration document that the core reads and checks.
 *
 * Nothing is checked here but what the document cannot say: names change from `camelCase` to
 * `snake_case`, and the files and variables are read that the core asks for.
 *
 * @internal
 */
final class Options
{
    /**
     * The document of one provider's options; null is an option that was not given.
     *
     * @param array<string, mixed> $options
     */
    public static function provider(
        Provider $provider,
        #[\SensitiveParameter]
        array $options,
    ): string {
        $section = self::members(self::given($options));
        $shared = array_intersect_key($section, array_flip(OptionNames::SHARED));

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
                ? (object) self::members($section)
                : $section;
        }

        return self::encode($sections);
    }

    /**
     * The options of a ledger.
     *
     * @param array<string, mixed> $options
     */
    public static function ledger(
        #[\SensitiveParameter]
        string $url,
        array $options,
    ): string {
        return self::encode(['ledger' => ['url' => $url] + self::members(self::given($options))]);
    }

    /**
     * The document with the texts that its references name, where a section needs them: a
     * provider's name, or `ledger`.
     *
     * @throws ConfigError
     */
    public static function resolved(
        #[\SensitiveParameter]
        string $document,
        string $section,
        ?string $folder,
    ): string {
        $native = Native::load();
        $folder ??= getcwd() ?: '.';
        /** @var list<array{member: string, env?: string, file?: string, read_bytes?: int}> $references */
        $references = json_decode(
            $native->json('ackwell_config_references', $document, $section, $folder),
            true,
            512,
            \JSON_THROW_ON_ERROR,
        );
        if ($references === []) {
            return $document;
        }
        $found = [];
        foreach ($references as $reference) {
            $found[] = $reference + self::fetched($reference);
        }

        return $native->json('ackwell_config_resolve_with', $document, json_encode($found, \JSON_THROW_ON_ERROR));
    }

    /**
     * @param array{member: string, env?: string, file?: string, read_bytes?: int} $reference
     *
     * @return array{base64: string}|array{problem: string}
     */
    private static function fetched(array $reference): array
    {
        if (isset($reference['env'])) {
            $text = $_ENV[$reference['env']] ?? getenv($reference['env']);

            return \is_string($text) ? ['base64' => base64_encode($text)] : ['problem' => 'missing'];
        }
        $file = $reference['file'] ?? '';
        $text = is_dir($file) ? false : @file_get_contents($file, length: $reference['read_bytes'] ?? 0);

        return $text !== false ? ['base64' => base64_encode($text)] : ['problem' => match (true) {
            is_dir($file) => 'folder',
            !file_exists($file) => 'missing',
            !is_readable($file) => 'denied',
            default => 'unreadable',
        }];
    }

    /**
     * @param array<string, mixed> $options
     *
     * @return array<string, mixed>
     */
    private static function given(
        #[\SensitiveParameter]
        array $options,
    ): array {
        return array_filter($options, static fn (mixed $value): bool => $value !== null);
    }

    /**
     * @param array<array-key, mixed> $options
     *
     * @return array<string, mixed>
     */
    private static function members(
        #[\SensitiveParameter]
        array $options,
    ): array {
        $members = [];
        foreach ($options as $name => $value) {
            $members[self::name((string) $name)] = self::value($value);
        }

        return $members;
    }

    private static function value(
        #[\SensitiveParameter]
        mixed $value,
    ): mixed {
        if ($value instanceof \BackedEnum) {
            return $value->value;
        }
        if ($value instanceof \Traversable) {
            $value = iterator_to_array($value, false);
        }
        if (!\is_array($value)) {
            return $value;
        }
        if (\array_key_exists('file', $value) || \array_key_exists('env', $value)) {
            return (object) array_map(self::value(...), $value);
        }

        return array_map(self::value(...), array_values($value));
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
        // Bytes that are not UTF-8, a key file in DER for example, become U+FFFD, which the core
        // refuses at the option with a sentence.
        $flags = \JSON_THROW_ON_ERROR | \JSON_PRESERVE_ZERO_FRACTION | \JSON_INVALID_UTF8_SUBSTITUTE;
        try {
            return json_encode((object) $document, $flags);
        } catch (\JsonException $error) {
            throw ConfigError::at(null, 'an option cannot be written as JSON: ' . $error->getMessage());
        }
    }
}
