using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>
/// Positions, and what stands behind them.
/// <code>
/// X: mark 100.00
/// alice 10 X at 1000.00, open +5 -0
/// alice USD: equity 990.00 (1000.00 and -10.00), needs 100.00, not below 50.00
/// </code>
/// </summary>
public static class MarginPicture
{
    /// <summary>The lines of the picture; where nobody has anything one line, <c>nothing</c>.</summary>
    public static IReadOnlyList<string> Of(MarginState state, AccountsState accounts, Vocabulary words)
    {
        var lines = new List<string>();
        foreach (var c in state.Contracts)
            lines.Add($"{words.Instrument(c.Instrument).Symbol}: {(c.Mark.IsNone ? "no mark" : $"mark {DecimalText.Format(c.Mark.Units, words.Instrument(c.Instrument).PriceScale)}")}{(c.IsSettled ? ", settled" : "")}");
        foreach (var p in state.Positions)
            lines.Add(Position(p, words.Instrument(p.Instrument), state, words));
        foreach (var p in state.Pockets)
            lines.Add(Pocket(p, words));
        foreach (var books in accounts.Assets.Where(a => a.Insurance != 0))
            lines.Add($"{books.Asset.Code} fund {DecimalText.Format((long)books.Insurance, books.Asset.Scale)}");
        return lines.Count == 0 ? ["nothing"] : lines;
    }

    private static string Position(in PositionState p, Instrument i, MarginState state, Vocabulary words)
    {
        var id = p.Instrument;
        var scale = words.Asset(state.Contracts.First(c => c.Instrument == id).Terms.Asset).Scale;
        string Q(Quantity quantity) => DecimalText.Format(quantity.Units, i.QuantityScale);
        var text = $"{Vocabulary.NameOf(p.Account)} {Q(p.Quantity)} {i.Symbol} at {DecimalText.Format(p.Cost.Units, scale)}";
        if (p.OpenBuys.Units != 0 || p.OpenSells.Units != 0)
            text += $", open +{Q(p.OpenBuys)} -{Q(p.OpenSells)}";
        return text + (p.Leverage == 0 ? "" : $", leverage {p.Leverage}") + (p.Mode == MarginMode.Isolated ? ", isolated" : "");
    }

    private static string Pocket(in PocketState p, Vocabulary words)
    {
        var asset = words.Asset(p.Asset);
        string M(Int128 amount) => DecimalText.Format((long)amount, asset.Scale);
        return $"{Vocabulary.NameOf(p.Account)} {(p.Instrument.Value == 0 ? asset.Code.ToString() : words.Instrument(p.Instrument).Symbol.ToString())}: equity {M(p.Equity)} ({M(p.Money)} and {M(p.Unrealised)}),"
            + $" needs {M(p.Initial)}{(p.OpenLoss == 0 ? "" : $" ({M(p.OpenLoss)} of it for what orders may lose)")}, not below {M(p.Maintenance)}{(p.IsCalled ? ", called" : "")}{(p.IsLiquidating ? ", liquidating" : "")}";
    }
}
