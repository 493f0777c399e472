using System.Text;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.Host.Simulation.Checks;

/// <summary>Commands and events in words, for reports.</summary>
internal static class Words
{
    public static string Of(in Command c)
    {
        var text = new StringBuilder(c.Kind.ToString());
        if (c.Owner.Value != 0)
            text.Append(" owner=").Append(c.Owner);
        if (c.Kind == CommandKind.NewOrder)
        {
            text.Append($" {c.Side} {c.Quantity.Units} @ {c.Price.Units} {c.Terms.Type} {c.Terms.TimeInForce}");
            if (c.Terms.SelfTradePrevention != SelfTradePrevention.None)
                text.Append(" stp=").Append(c.Terms.SelfTradePrevention);
            if (!c.TriggerPrice.IsNone)
                text.Append(" trigger=").Append(c.TriggerPrice.Units);
        }
        else if (c.Kind == CommandKind.SetInstrumentState)
        {
            text.Append(' ').Append(c.TargetState);
        }
        else if (c.Kind is CommandKind.Deposit or CommandKind.Withdraw or CommandKind.Transfer)
        {
            text.Append($" asset={c.Asset} amount={c.Amount}");
            if (c.To.Value != 0)
                text.Append(" to=").Append(c.To);
        }
        else if (!c.Quantity.IsZero || !c.Price.IsNone)
        {
            text.Append($" quantity={c.Quantity.Units} price={c.Price.Units}");
        }
        if (c.OrderId.Value != 0 && c.Kind != CommandKind.SetInstrumentRules)
            text.Append(" order=").Append(c.OrderId);
        if (!c.Text.IsEmpty)
            text.Append(" id=").Append(c.Text);
        if (c.Session.Value != 0)
            text.Append(" session=").Append(c.Session);
        return text.ToString();
    }

    public static string Of(ReadOnlySpan<ExchangeEvent> events)
    {
        var text = new StringBuilder("[");
        foreach (ref readonly var e in events)
        {
            text.Append(text.Length > 1 ? "; " : "").Append(e.Kind);
            if (e.OrderId.Value != 0)
                text.Append(e.IsAboutAccounts ? " movement=" : " order=").Append(e.OrderId);
            if (e.Kind == EventKind.BalanceChanged)
                text.Append($" owner={e.Owner} asset={e.Asset} {e.Total}/{e.Reserved}");
            else if (e.Kind == EventKind.Trade)
                text.Append($" maker={e.MakerOrderId} {e.Quantity.Units} @ {e.Price.Units} left {e.MakerLeaves.Units}/{e.TakerLeaves.Units}");
            else if (e.Kind is EventKind.OrderRejected or EventKind.CommandRejected)
                text.Append(' ').Append(e.RejectReason);
            else
                text.Append($" {e.Quantity.Units} @ {e.Price.Units}");
        }
        return text.Append(']').ToString();
    }
}
