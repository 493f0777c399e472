using System.Globalization;
using System.Numerics;
using Rialto.Adapters.Feeds;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Augur;

/// <summary>
/// One event <c>SharesSwapped(address indexed marketFactory, uint256 indexed marketId, address indexed user, uint256 outcome, int256 collateral, int256 shares, uint256 price)</c>.
/// Signs are the user's: who buys gives collateral (below zero) and gets shares. The price is the average of the swap, 18 decimals; it is told in six, a buyer's rounded up and a seller's down, and the
/// shares in six, rounded down.
/// </summary>
internal sealed class AugurSwap
{
    /// <summary>Most events of one block that can be told apart.</summary>
    public const long IndexMax = (1L << IndexBits) - 1;

    /// <summary>Highest block whose events can be numbered.</summary>
    public const long BlockMax = (1L << 42) - 1;

    /// <summary>The event's first topic.</summary>
    public const string Topic = "0xec2a60d57293d00dfe68ab5f1d18738c4600ce39c0c0c623fc086814615f33fa";

    private const int IndexBits = 20;
    private const int Topics = 4;
    private const long WholePrice = 1_000_000;
    private const long SecondsMax = long.MaxValue / 1_000_000_000;

    private static readonly BigInteger _unit = BigInteger.Pow(10, 18 - PoolLadder.Scale);

    /// <summary>Of the listing.</summary>
    public string Symbol { get; private set; } = "";

    /// <summary>The trade; its number is block and place in it.</summary>
    public TradePrint Print { get; private set; }

    /// <summary>Its words are no swap's.</summary>
    public bool IsStrange { get; private set; } = true;

    /// <summary>The number of an event.</summary>
    public static long IdOf(long block, long index) => block << IndexBits | index;

    /// <summary>Reads one, at which the scanner stands.</summary>
    public static AugurSwap Read(ref FrameScanner scanner)
    {
        var topics = new byte[Topics][];
        byte[] data = [];
        var (block, index, seconds, count) = (-1L, -1L, -1L, 0);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("block"u8))
                scanner.Integer(out block);
            else if (name.SequenceEqual("index"u8))
                scanner.Integer(out index);
            else if (name.SequenceEqual("time"u8))
                scanner.Integer(out seconds);
            else if (name.SequenceEqual("data"u8))
                data = Words(ref scanner);
            else if (name.SequenceEqual("topics"u8))
            {
                scanner.Array();
                for (; scanner.NextItem(); count++)
                {
                    var topic = Words(ref scanner);
                    if (count < Topics)
                        topics[count] = topic;
                }
            }
            else
                scanner.Skip();
        }

        var swap = new AugurSwap();
        if (scanner.HasFailed || block is < 0 or > BlockMax || index is < 0 or > IndexMax || seconds is < 0 or > SecondsMax)
        {
            scanner.Fail();
            return swap;
        }

        if (count == Topics)
            swap.Take(topics, data, IdOf(block, index), new Timestamp(seconds * 1_000_000_000));
        return swap;
    }

    private void Take(byte[][] topics, byte[] data, long id, Timestamp time)
    {
        const int collateralAt = 1, sharesAt = 2, priceAt = 3;
        var words = new AbiWords(data);
        if (!$"0x{Convert.ToHexStringLower(topics[0])}".Equals(Topic, StringComparison.Ordinal)
            || topics[1].Length != AbiWords.Word || !new AbiWords(topics[1]).TryAddress(0, out var isFactory) || !isFactory
            || !new AbiWords(topics[2]).TrySmall(0, long.MaxValue, out var market)
            || !words.TrySmall(0, AugurMarket.OutcomesMax - 1, out var outcome)
            || !words.TrySigned(collateralAt * AbiWords.Word, out var collateral)
            || !words.TrySigned(sharesAt * AbiWords.Word, out var shares)
            || !words.TryUnsigned(priceAt * AbiWords.Word, out var average))
            return;
        var price = shares.Sign > 0 ? (average + _unit - 1) / _unit : average / _unit;
        var quantity = BigInteger.Abs(shares) / _unit;

        // Both have signs, and opposite ones.
        if (collateral.Sign * shares.Sign >= 0 || price > WholePrice || quantity > long.MaxValue)
            return;
        Symbol = string.Create(CultureInfo.InvariantCulture, $"0x{Convert.ToHexStringLower(topics[1].AsSpan(AbiWords.Word - 20))}:{market}:{outcome}");
        Print = new TradePrint { Time = time, Price = (long)price, Quantity = (long)quantity, TradeId = id, Aggressor = shares.Sign > 0 ? Side.Buy : Side.Sell };
        IsStrange = false;
    }

    private static byte[] Words(ref FrameScanner scanner) => scanner.Text(out var text) && AbiHex.TryRead(text, out var words) ? words : [];
}
