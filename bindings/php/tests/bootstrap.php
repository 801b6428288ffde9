<?php

declare(strict_types=1);

/*
 * test.sh installs the package into an empty folder and names it here; the tests see that copy and
 * nothing of the repository but the vectors, the examples and the documentation.
 */

$work = getenv('ACKWELL_TEST_WORK');
if (!is_string($work) || !is_dir("$work/app/vendor")) {
    fwrite(STDERR, "run bindings/php/test.sh\n");
    exit(1);
}

require "$work/app/vendor/autoload.php";
require __DIR__ . '/Kit.php';
require __DIR__ . '/Server.php';
require __DIR__ . '/Future.php';

// What the tests have logged by default is no output of theirs.
ini_set('error_log', "$work/error.log");

// A whole Laravel application has this one, and config/ackwell.php calls it.
function storage_path(string $path = ''): string
{
    return "/nonexistent/storage/$path";
}

// From Debian, for the adapters: each brings what it needs.
require '/usr/share/php/Nyholm/Psr7/autoload.php';
require '/usr/share/php/Symfony/Component/HttpFoundation/autoload.php';
require '/usr/share/php/Symfony/Component/DependencyInjection/autoload.php';
require '/usr/share/php/Psr/Log/autoload.php';
require __DIR__ . '/Log.php';
require '/usr/share/php/PhpOption/autoload.php';
require '/usr/share/php/Dotenv/autoload.php';
require '/usr/share/php/Illuminate/Config/autoload.php';
require '/usr/share/php/Illuminate/Console/autoload.php';
require '/usr/share/php/Illuminate/Container/autoload.php';
require '/usr/share/php/Illuminate/Events/autoload.php';
require '/usr/share/php/Illuminate/Http/autoload.php';
require '/usr/share/php/Illuminate/Support/autoload.php';
