using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Gateways.Views;

/// <summary>One instrument as of the directory's making.</summary>
internal sealed record InstrumentEntry(Instrument Instrument, InstrumentRules Rules, InstrumentState State, Timestamp TradingDayEnd)
{
    /// <summary>Its trades make positions, not holdings (docs/reference/margin.md).</summary>
    public bool IsContract { get; init; }
}

/// <summary>All instruments at one moment; immutable, any thread. Made anew when one of them changes.</summary>
internal sealed class InstrumentDirectory
{
    private readonly Dictionary<Text36, InstrumentEntry> _bySymbol;
    private readonly Dictionary<int, InstrumentEntry> _byId;

    private InstrumentDirectory(IReadOnlyList<InstrumentEntry> all)
    {
        All = all;
        _bySymbol = all.ToDictionary(entry => entry.Instrument.Symbol);
        _byId = all.ToDictionary(entry => entry.Instrument.Id.Value);
    }

    public static InstrumentDirectory Empty { get; } = new([]);

    /// <summary>In ascending id.</summary>
    public IReadOnlyList<InstrumentEntry> All { get; }

    public InstrumentEntry? Find(Text36 symbol) => _bySymbol.GetValueOrDefault(symbol);

    public InstrumentEntry? Find(InstrumentId id) => _byId.GetValueOrDefault(id.Value);

    public InstrumentEntry? Find(ReadOnlySpan<char> symbol) => Text36.TryCreate(symbol, out var text) ? Find(text) : null;

    public static InstrumentDirectory Of(IEnumerable<InstrumentView> views, MarginTable margin) =>
        new([.. views.Select(view => new InstrumentEntry(view.Instrument, view.Rules, view.State, view.TradingDayEnd) { IsContract = margin.Find(view.Instrument.Id) is not null })]);
}
