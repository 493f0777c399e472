using Rialto.Model.Accounts;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Twins.Scenarios;

/// <summary>Events of contracts and margin, one line each.</summary>
internal static class MarginText
{
    public static string Of(in ExchangeEvent e, Instrument i, Vocabulary words)
    {
        var asset = words.Asset(e.MarginAsset);
        string M(Money money) => $"{DecimalText.Format(money.Units, asset.Scale)} {asset.Code}";
        string P(Price price) => DecimalText.Format(price.Units, i.PriceScale);
        string Q(Quantity quantity) => DecimalText.Format(quantity.Units, i.QuantityScale);
        var owner = Vocabulary.NameOf(e.Owner);
        var what = e.Instrument.Value == 0 ? owner : $"{owner} in {i.Symbol}";
        return e.Kind switch
        {
            EventKind.ContractSet => "contract set",
            EventKind.MarkPriceSet => $"mark {P(e.Price)}{(e.OldPrice.IsNone ? "" : $", was {P(e.OldPrice)}")}",
            EventKind.PositionChanged => $"{owner} holds {Q(e.Position)} at {M(e.Cost)}{Also(e.Realised, "realised")}{Also(e.Funding, "funding")}{(e.Terms.Bits == 1 ? $", own {M(e.IsolatedMargin)}" : "")}",
            EventKind.MarginCalled => $"margin call of {what}: equity {M(e.Equity)}, needs {M(e.Maintenance)}",
            EventKind.LiquidationStarted => $"liquidation of {what} starts: equity {M(e.Equity)}, needs {M(e.Maintenance)}",
            EventKind.LiquidationEnded => $"liquidation of {what} ends{(e.Terms.Bits == 1 ? ", nothing left" : "")}: equity {M(e.Equity)}, needs {M(e.Maintenance)}",
            EventKind.FundingPaid when e.Owner.Value == 0 => $"funding {e.FundingRate} of 10^9 at {P(e.Price)}, rest {M(e.Amount)}",
            EventKind.FundingPaid => $"funding of {owner}: {M(e.Amount)}",
            EventKind.InsuranceChanged => $"insurance {e.InsuranceCause}{(e.Owner.Value == 0 ? "" : $" of {owner}")}: {M(e.Amount)}, fund {M(e.Insurance)}{(e.ClientOrderId.IsEmpty ? "" : $" ({e.ClientOrderId})")}",
            EventKind.Deleveraged => $"{owner} {(e.Side == Side.Buy ? "buys" : "sells")} {Q(e.Quantity)} @ {P(e.Price)} for {Vocabulary.NameOf(e.To)}, pays {M(e.Haircut)}",
            _ => Risk(e, i),
        };

        string Also(Money money, string word) => money == Money.Zero ? "" : $", {word} {M(money)}";
    }

    private static string Risk(in ExchangeEvent e, Instrument i)
    {
        string Q(Quantity quantity) => quantity.IsZero ? "none" : DecimalText.Format(quantity.Units, i.QuantityScale);
        var owner = Vocabulary.NameOf(e.Owner);
        return e.RiskKind switch
        {
            CommandKind.SetPositionLimit => $"limit of {(e.Owner.Value == 0 ? $"tier {e.Terms.Bits}" : owner)}: position {Q(e.Quantity)}, order {Q(e.DisplayQuantity)}",
            CommandKind.SetRiskTier => $"{owner} is in tier {e.Terms.Bits}",
            CommandKind.SetLeverage => $"leverage of {owner}: {e.Quantity}, {((MarginMode)e.Terms.Bits).ToString().ToLowerInvariant()}",
            _ => $"{owner} moves {DecimalText.Format(e.Amount.Units, i.MoneyScale)} to the position",
        };
    }
}
