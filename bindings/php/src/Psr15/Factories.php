<?php

declare(strict_types=1);

namespace Ackwell\Psr15;

use Ackwell\AckwellException;
use Psr\Http\Message\ResponseFactoryInterface;

/**
 * Finds a PSR-17 response factory among those that are installed.
 *
 * @internal
 */
final class Factories
{
    private const KNOWN = [
        'Nyholm\Psr7\Factory\Psr17Factory',
        'GuzzleHttp\Psr7\HttpFactory',
        'Slim\Psr7\Factory\ResponseFactory',
        'Laminas\Diactoros\ResponseFactory',
        'HttpSoft\Message\ResponseFactory',
    ];

    public static function responses(): ResponseFactoryInterface
    {
        foreach (self::KNOWN as $class) {
            $factory = self::make($class);
            if ($factory instanceof ResponseFactoryInterface) {
                return $factory;
            }
        }
        throw AckwellException::invalidArgument(
            'no PSR-17 response factory is installed: give one to toPsr7(), or install one of '
            . implode(', ', self::KNOWN),
        );
    }

    private static function make(string $class): ?object
    {
        return class_exists($class) ? (new \ReflectionClass($class))->newInstance() : null;
    }
}
