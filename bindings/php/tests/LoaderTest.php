<?php

declare(strict_types=1);

namespace Ackwell\Tests;

use PHPUnit\Framework\TestCase;

final class LoaderTest extends TestCase
{
    private const PROGRAM = '
        require $argv[1];
        try {
            Ackwell\LianLian::create();
        } catch (Ackwell\ConfigError $e) {
            echo $e->code(), " ", $e->getMessage();
        }';

    public function testALibraryThatIsNotThereIsSaidToBeNotThereWithThePlaceToPutIt(): void
    {
        $output = $this->load(['ACKWELL_LIBRARY' => '/nonexistent/libackwell.so']);
        self::assertStringStartsWith('invalid_config ', $output);
        self::assertStringContainsString('/nonexistent/libackwell.so (not there)', $output);
        self::assertMatchesRegularExpression('/for linux-\w+ \(glibc [0-9.]+\)/', $output);
        self::assertStringContainsString('ACKWELL_LIBRARY', $output);
    }

    public function testAFileThatIsNoLibraryIsNamed(): void
    {
        $file = Kit::work() . '/no-library.so';
        file_put_contents($file, 'text');
        self::assertStringContainsString("$file: file too short", $this->load(['ACKWELL_LIBRARY' => $file]));
    }

    public function testALibraryWithAnotherInterfaceIsRefusedWithBothVersions(): void
    {
        $library = $this->compile('other', 'return 4711;');
        $output = $this->load(['ACKWELL_LIBRARY' => $library]);
        self::assertStringContainsString($library, $output);
        self::assertStringContainsString('4711', $output);
        self::assertStringContainsString('9.9.9', $output);
    }

    public function testFfiSwitchedOffIsSaidToBeSwitchedOffAndWhatToSet(): void
    {
        $output = $this->load([], ['-d', 'ffi.enable=false']);
        self::assertStringContainsString('ffi.enable', $output);
        self::assertStringContainsString('preload.php', $output);
        self::assertStringContainsString('php_admin_value[ffi.enable] = true', $output);
    }

    public function testAMissingExtensionIsSaidToBeMissing(): void
    {
        // Without the distribution's ini files the shared extension is not loaded.
        $output = $this->load(['PHP_INI_SCAN_DIR' => ''], ['-n']);
        self::assertStringContainsString('extension "ffi" is not loaded', $output);
    }

    public function testThePackageBringsItsLibraryItsPreloadScriptAndItsLicences(): void
    {
        $package = Kit::work() . '/app/vendor/ackwell/ackwell';
        foreach (['preload.php', 'bin/ackwell-ffi-header', 'README.md', 'LICENSE-MIT', 'LICENSE-APACHE'] as $file) {
            self::assertFileExists("$package/$file");
        }
        self::assertStringContainsString('lianlian.public_keys', $this->load([]));
    }

    /**
     * @param array<string, string> $environment
     * @param list<string>          $options
     */
    private function load(array $environment, array $options = []): string
    {
        [$exit, $output] = Kit::php([...$options, '-r', self::PROGRAM, '--', Kit::autoload()], $environment);
        self::assertSame(0, $exit, $output);

        return $output;
    }

    private function compile(string $name, string $body): string
    {
        // Every function of the header, so that the version alone is the difference.
        $header = (string) file_get_contents(Kit::work() . '/app/vendor/ackwell/ackwell/native.h');
        preg_match_all('/\b(ackwell_\w+)\s*\(/', $header, $names);
        $code = "unsigned ackwell_abi_version(void) { $body }\n"
            . "const char *ackwell_version(void) { return \"9.9.9\"; }\n";
        foreach (array_diff(array_unique($names[1]), ['ackwell_abi_version', 'ackwell_version']) as $function) {
            $code .= "void $function(void) {}\n";
        }
        $source = Kit::work() . "/$name.c";
        file_put_contents($source, $code);
        exec('cc -shared -fPIC -o ' . escapeshellarg("$source.so") . ' ' . escapeshellarg($source), $output, $exit);
        self::assertSame(0, $exit, implode("\n", $output));

        return "$source.so";
    }
}
