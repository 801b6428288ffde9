<?php

// What the PHP contestants share: answering `pass` and `latency`.
declare(strict_types=1);

/**
 * @param list<string> $bodies
 * @param callable(string): string $job
 */
function passes(array $bodies, callable $job): void
{
    $run = static function (array $part) use ($job): void {
        foreach ($part as $body) {
            if ($job($body) !== ACK) {
                exit(1);
            }
        }
    };
    $run($bodies);
    echo "ready\n";
    while (($line = fgets(STDIN)) !== false) {
        if (str_starts_with($line, 'pass 1 ')) {
            $start = hrtime(true);
            $run($bodies);
            echo hrtime(true) - $start, "\n";
        } elseif (str_starts_with($line, 'pass')) {
            echo "none\n";
        } else {
            $times = [];
            foreach ($bodies as $body) {
                $start = hrtime(true);
                $run([$body]);
                $times[] = hrtime(true) - $start;
            }
            sort($times);
            echo $times[intdiv(count($times), 2)], ' ', $times[intdiv(count($times) * 99, 100)], "\n";
        }
    }
}
