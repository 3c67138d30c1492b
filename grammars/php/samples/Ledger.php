<?php

declare(strict_types=1);

namespace App\Ledger;

use App\Money\Amount;
use App\Money\{Currency, Rate as ExchangeRate};
use function App\Money\convert;
use Psr\Log\LoggerInterface as Logger;

require_once __DIR__ . '/helpers.php';

const VERSION = '1.0';
define('DEBUG', false);

/**
 * Keeps entries in the order they came.
 */
#[Attribute]
final class Ledger extends Book implements \Countable, Store
{
    use Loggable;

    public const LIMIT = 1000;

    /** @var Entry[] */
    private array $entries = [];
    protected ?Amount $total = null, $rest;

    public function __construct(private readonly Logger $logger, int $opening = 0)
    {
        $this->total = new Amount($opening);
    }

    /**
     * Adds one entry.
     *
     * @param Entry $entry it has to fit
     */
    public function add(Entry $entry, string ...$tags): bool
    {
        if (count($this->entries) >= self::LIMIT) {
            throw new \LengthException("too many: {$entry->name}");
        }
        foreach ($tags as $key => $tag) {
            $this->logger->info("$key: $tag");
        }
        $this->entries[] = $entry;
        return true;
    }

    public static function load(string $path): static
    {
        throw new \BadMethodCallException('not implemented');
    }

    // Finds one by its name.
    // Or nothing.
    public function find(string $name): ?Entry
    {
        // TODO: find it
    }

    abstract protected function sort(): void;

    private function reset(): void {}

    public function count(): int
    {
        return array_sum(array_map(function (Entry $e) {
            return $e->amount;
        }, $this->entries));
    }
}

interface Store
{
    const MAX = 10;

    public function put(Entry $entry): void;
}

trait Loggable
{
    public function log(string $line): void
    {
        error_log($line);
    }
}

enum Kind: string implements HasLabel
{
    case Debit = 'debit';
    case Credit = 'credit';

    public function label(): string
    {
        return ucfirst($this->value);
    }
}

/** Helps. */
function helper(int|string $a, ?array &$b = null): iterable
{
    $text = <<<TEXT
        a {$a} b
        TEXT;
    $double = fn (int $x): int => $x * 2;
    yield 'plain';
}

$ledger = new Ledger(new NullLogger());
?>
<html>
<body>
<?php foreach ($ledger->all() as $entry): ?>
  <p><?= $entry->name ?></p>
<?php endforeach; ?>
</body>
</html>
