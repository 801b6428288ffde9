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
    /** The longest file that is read, in bytes. */
    private const LONGEST = 1_048_576;

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
        $section = self::members(self::given($options), $provider->value);
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
                ? (object) self::members($section, $name)
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
        return self::encode(['ledger' => ['url' => $url] + self::members(self::given($options), 'ledger')]);
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
        string $path,
    ): array {
        $members = [];
        foreach ($options as $name => $value) {
            $name = self::name((string) $name);
            $members[$name] = self::value($value, "$path.$name");
        }

        return $members;
    }

    private static function value(
        #[\SensitiveParameter]
        mixed $value,
        string $path,
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
        if (\count($value) === 1 && \array_key_exists('file', $value)) {
            return self::file($value['file'], $path);
        }
        if (\count($value) === 1 && \array_key_exists('env', $value)) {
            return self::environment($value['env'], $path);
        }
        $items = [];
        foreach (array_values($value) as $index => $item) {
            $items[] = self::value($item, "{$path}[$index]");
        }

        return $items;
    }

    private static function file(
        #[\SensitiveParameter]
        mixed $file,
        string $path,
    ): string {
        if (!\is_string($file)) {
            throw ConfigError::at($path, "`$path`: `file` takes the path of a file, got "
                . get_debug_type($file));
        }
        $text = @file_get_contents($file, length: self::LONGEST + 1);
        if ($text === false) {
            $why = match (true) {
                file_exists($file) => 'exists and cannot be read',
                default => 'does not exist; a relative path starts at ' . (string) getcwd(),
            };
            throw ConfigError::at($path, "`$path`: the file" . self::shown($file, '/[\/.]/') . " $why");
        }
        if (\strlen($text) > self::LONGEST) {
            throw ConfigError::at($path, "`$path`: the file" . self::shown($file, '/[\/.]/')
                . ' is longer than ' . self::LONGEST . ' bytes');
        }

        // The line end that an editor puts behind the last line is not part of a secret.
        return (string) preg_replace('/\r?\n\z/', '', $text);
    }

    private static function environment(
        #[\SensitiveParameter]
        mixed $name,
        string $path,
    ): string {
        if (!\is_string($name)) {
            throw ConfigError::at($path, "`$path`: `env` takes the name of an environment variable, got "
                . get_debug_type($name));
        }
        $text = $_ENV[$name] ?? getenv($name);

        return \is_string($text)
            ? $text
            : throw ConfigError::at($path, "`$path`: the environment variable"
                . self::shown($name, '/\A[A-Z][A-Z0-9]*_[A-Z0-9_]*\z/')
                . ' is not set (php-fpm passes on what env[...] of the pool names)');
    }

    /**
     * A name as it may be repeated in a message: not if a secret may stand in its place.
     *
     * @param string $pattern what a name looks like, and a key or a salt does not
     */
    private static function shown(
        #[\SensitiveParameter]
        string $name,
        string $pattern,
    ): string {
        $short = \strlen($name) <= 255 && preg_match('/[[:cntrl:]]|-----/', $name) === 0;

        return $short && preg_match($pattern, $name) === 1 ? " $name" : ' that is named there';
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
        // refuses at the option with a sentence of its own.
        $flags = \JSON_THROW_ON_ERROR | \JSON_PRESERVE_ZERO_FRACTION | \JSON_INVALID_UTF8_SUBSTITUTE;
        try {
            return json_encode((object) $document, $flags);
        } catch (\JsonException $error) {
            throw ConfigError::at(null, 'an option cannot be written as JSON: ' . $error->getMessage());
        }
    }
}
