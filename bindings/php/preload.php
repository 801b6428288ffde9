<?php

declare(strict_types=1);

/*
 * For php-fpm with `ffi.enable = preload`, PHP's default:
 *
 *     opcache.preload = /path/to/vendor/ackwell/ackwell/preload.php
 *     opcache.preload_user = www-data
 *
 * in php.ini (not in a pool). It lets Ackwell, and nothing else of the application, call C. The
 * library is looked for as always; ACKWELL_LIBRARY must then be set in the environment of the master
 * process. bin/ackwell-ffi-header says how to have its declarations read only once, too.
 *
 * An application that has a preload script requires this file there.
 */

(static function (): void {
    require_once __DIR__ . '/src/Output.php';
    require_once __DIR__ . '/src/AckwellException.php';
    require_once __DIR__ . '/src/ConfigError.php';
    require_once __DIR__ . '/generated/Code.php';
    require_once __DIR__ . '/generated/Severity.php';
    require_once __DIR__ . '/src/Native.php';
    Ackwell\Native::preload();
})();
