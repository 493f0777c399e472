using System.Collections.Frozen;
using Rialto.Gateways.Views;

namespace Rialto.Gateways.Binance;

/// <summary>An instrument and what it is called here.</summary>
/// <param name="Name">For example <c>BTCUSDT</c>; streams write it in lower case.</param>
/// <param name="Entry">The instrument as of the table's making.</param>
internal sealed record BinanceSymbol(string Name, InstrumentEntry Entry)
{
    public Model.Instruments.Instrument Instrument => Entry.Instrument;
}

/// <summary>
/// Binance's names of the instruments: letters in upper case and no dashes, <c>BTC-USDT</c> is <c>BTCUSDT</c>. Where that is the name of two, only the first defined has it and the other cannot be
/// reached here; nor can contracts, which are not spot. Immutable, any thread.
/// </summary>
internal sealed class BinanceSymbols
{
    private readonly FrozenDictionary<string, BinanceSymbol> _byName;
    private readonly FrozenDictionary<int, BinanceSymbol> _byId;
    private readonly InstrumentDirectory _directory;

    private BinanceSymbols(InstrumentDirectory directory, List<BinanceSymbol> all)
    {
        _directory = directory;
        All = all;
        _byName = all.ToFrozenDictionary(symbol => symbol.Name, StringComparer.Ordinal);
        _byId = all.ToFrozenDictionary(symbol => symbol.Instrument.Id.Value);
    }

    /// <summary>No instruments.</summary>
    public static BinanceSymbols Empty { get; } = Of(InstrumentDirectory.Empty);

    /// <summary>By ascending instrument id.</summary>
    public IReadOnlyList<BinanceSymbol> All { get; }

    public BinanceSymbol? Find(string name) => _byName.GetValueOrDefault(name);

    /// <summary>The symbol of an instrument; null where it has none here.</summary>
    public BinanceSymbol? Find(Model.Instruments.InstrumentId id) => _byId.GetValueOrDefault(id.Value);

    /// <summary>True where it was made of this directory, and so is not out of date.</summary>
    public bool IsOf(InstrumentDirectory directory) => ReferenceEquals(directory, _directory);

    public static BinanceSymbols Of(InstrumentDirectory directory)
    {
        var taken = new HashSet<string>(StringComparer.Ordinal);
        var all = new List<BinanceSymbol>(directory.All.Count);
        foreach (var entry in directory.All)
        {
            var name = NameOf(entry.Instrument.Symbol.ToString());
            if (!entry.IsContract && taken.Add(name))
                all.Add(new BinanceSymbol(name, entry));
        }

        return new BinanceSymbols(directory, all);
    }

    /// <summary>What an instrument's symbol becomes.</summary>
    public static string NameOf(string symbol) => symbol.Replace("-", string.Empty, StringComparison.Ordinal).ToUpperInvariant();
}
