using System.Globalization;
using System.Numerics;
using System.Text;
using Rialto.Model.Feeds;
using Rialto.Wire.Json;

namespace Rialto.Adapters.Augur;

/// <summary>Whether a market was traded in of late.</summary>
internal enum MarketLife : byte
{
    /// <summary>The log was not read far enough back to know.</summary>
    Unknown = 0,

    /// <summary>A swap within thirty days.</summary>
    Live = 1,

    /// <summary>None.</summary>
    Dormant = 2,
}

/// <summary>
/// One market of the answer that <see cref="AugurNode"/> makes of a node's: the contracts' words as the node gave them.
/// <code>
/// {"factory":"0x4872..","id":12,"life":1,"factor":"0x..","market":"0x..","balances":"0x..","weights":"0x..","fee":"0x.."}
/// </code>
/// The last three are empty where there is no pool, or it was not asked for because the market is not alive.
/// </summary>
internal sealed class AugurAnswer
{
    // 10^18 units of a share for 10^6 of a dollar.
    private static readonly BigInteger _factor = BigInteger.Pow(10, 12);

    /// <summary>Address and number, <c>0x4872..:12</c>.</summary>
    public string Name { get; private set; } = "";

    /// <summary>Whether it is traded in.</summary>
    public MarketLife Life { get; private set; }

    /// <summary>What its factory says of it.</summary>
    public AugurMarket Market { get; private set; }

    /// <summary>Its pool; null where there is none to read.</summary>
    public WeightedPool? Pool { get; private set; }

    /// <summary>What was strange about the words.</summary>
    public DriftKind Strange { get; private set; }

    /// <summary>How the listing of an outcome is named.</summary>
    public string SymbolOf(int outcome) => string.Create(CultureInfo.InvariantCulture, $"{Name}:{outcome}");

    /// <summary>Reads one, at which the scanner stands. A shape that is none fails the scanner; words that are no market's are <see cref="Strange"/>.</summary>
    public static AugurAnswer Read(ref FrameScanner scanner)
    {
        byte[] factor = [], market = [], balances = [], weights = [], fee = [];
        var (factory, id, life, isRead) = ("", -1L, -1L, true);
        scanner.Object();
        while (scanner.NextName(out var name))
        {
            if (name.SequenceEqual("id"u8))
                scanner.Integer(out id);
            else if (name.SequenceEqual("life"u8))
                scanner.Integer(out life);
            else if (name.SequenceEqual("factory"u8))
                factory = scanner.Text(out var text) ? Encoding.UTF8.GetString(text) : "";
            else if (name.SequenceEqual("factor"u8))
                isRead &= Words(ref scanner, out factor);
            else if (name.SequenceEqual("market"u8))
                isRead &= Words(ref scanner, out market);
            else if (name.SequenceEqual("balances"u8))
                isRead &= Words(ref scanner, out balances);
            else if (name.SequenceEqual("weights"u8))
                isRead &= Words(ref scanner, out weights);
            else if (name.SequenceEqual("fee"u8))
                isRead &= Words(ref scanner, out fee);
            else
                scanner.Skip();
        }

        var answer = new AugurAnswer();
        if (scanner.HasFailed || AugurContracts.Address(factory) is not { } address || id < 0 || life is < 0 or > (long)MarketLife.Dormant)
        {
            scanner.Fail();
            return answer;
        }

        (answer.Name, answer.Life) = (string.Create(CultureInfo.InvariantCulture, $"{address}:{id}"), (MarketLife)life);
        if (!isRead || !AugurMarket.TryRead(market, out var read) || !new AbiWords(factor).TryUnsigned(0, out var perDollar) || perDollar != _factor)
        {
            answer.Strange = DriftKind.UnknownWord;
            return answer;
        }

        answer.Market = read;
        answer.ReadPool(balances, weights, fee);
        return answer;
    }

    private void ReadPool(byte[] balances, byte[] weights, byte[] fee)
    {
        // No pool is an empty list, and a fee that cannot be asked for.
        if (balances.Length == 0 && weights.Length == 0)
            return;
        if (!new AbiWords(balances).TryNumbers(AugurMarket.OutcomesMax, out var shares) || !new AbiWords(weights).TryNumbers(AugurMarket.OutcomesMax, out var parts))
            Strange = DriftKind.UnknownWord;
        else if (shares.Length == 0 && parts.Length == 0)
            return;
        else if (shares.Length != Market.Outcomes || !new AbiWords(fee).TryUnsigned(0, out var taken) || !WeightedPool.TryMake(shares, parts, taken, out var pool))
            Strange = DriftKind.UnknownWord;
        else
            Pool = pool;
    }

    private static bool Words(ref FrameScanner scanner, out byte[] words)
    {
        words = [];
        return scanner.Text(out var text) && (text.IsEmpty || AbiHex.TryRead(text, out words));
    }
}
