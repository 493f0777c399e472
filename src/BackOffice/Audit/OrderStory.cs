using System.Numerics;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>How an order stands.</summary>
public enum OrderEnd
{
    /// <summary>It is live.</summary>
    Live,

    /// <summary>It filled whole.</summary>
    Filled,

    /// <summary>It ended without filling whole; its <see cref="CancelReason"/> says why.</summary>
    Canceled,
}

/// <summary>An order's whole life, as far as the journal was read.</summary>
public sealed class OrderStory
{
    private readonly List<Step> _steps = [];

    /// <param name="accepted">Its acceptance.</param>
    public OrderStory(in ExchangeEvent accepted)
    {
        Accepted = accepted;
        Price = accepted.Price;
        Total = Leaves = accepted.Quantity;
        ClientOrderId = accepted.ClientOrderId;
    }

    /// <summary>The event that began it.</summary>
    public ExchangeEvent Accepted { get; }

    /// <summary>The order.</summary>
    public OrderId OrderId => Accepted.OrderId;

    /// <summary>The instrument.</summary>
    public InstrumentId Instrument => Accepted.Instrument;

    /// <summary>Commands that touched it, in order; the first is the one that entered it.</summary>
    public IReadOnlyList<Step> Steps => _steps;

    /// <summary>Its limit as of the last step.</summary>
    public Price Price { get; private set; }

    /// <summary>Its total as of the last step, what filled included; of a budget order, the budget.</summary>
    public Quantity Total { get; private set; }

    /// <summary>What is left of it; of a budget order, money.</summary>
    public Quantity Leaves { get; private set; }

    /// <summary>What has traded.</summary>
    public BigInteger Filled { get; private set; }

    /// <summary>Sum of price x quantity of its trades.</summary>
    public BigInteger Notional { get; private set; }

    /// <summary>Fees paid; negative where rebates were larger.</summary>
    public BigInteger Fees { get; private set; }

    /// <summary>Trades it took part in.</summary>
    public int Trades { get; private set; }

    /// <summary>Its client order id as of the last step; empty for none.</summary>
    public Text36 ClientOrderId { get; private set; }

    /// <summary>How it stands.</summary>
    public OrderEnd End { get; private set; }

    /// <summary>Why it ended, where it was cancelled.</summary>
    public CancelReason Reason { get; private set; }

    /// <summary>The command that ended it; null while it lives.</summary>
    public Step? Last { get; private set; }

    /// <summary>Steps whose book was not looked at because there were too many.</summary>
    public int StepsWithoutBook { get; private set; }

    internal void Add(Step step, bool withoutBook)
    {
        _steps.Add(step);
        StepsWithoutBook += withoutBook ? 1 : 0;
        var wasLive = End == OrderEnd.Live;
        foreach (var one in step.Events)
            Apply(one);
        if (wasLive && End != OrderEnd.Live)
            Last = step;
    }

    private void Apply(in ExchangeEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.OrderReduced:
            case EventKind.OrderRested:
                Leaves = one.Quantity;
                Price = one.Kind == EventKind.OrderRested ? one.Price : Price;
                break;
            case EventKind.OrderReplaced:
                Leaves = one.Quantity - (Total - Leaves);
                (Total, Price, ClientOrderId) = (one.Quantity, one.Price, one.ClientOrderId);
                break;
            case EventKind.SelfTradePrevented when one.OrderId == OrderId && !Accepted.Terms.QuoteQuantity:
                Leaves -= one.Quantity;
                break;
            case EventKind.OrderCanceled:
                (End, Reason) = (OrderEnd.Canceled, one.CancelReason);
                Leaves = Quantity.Zero;
                break;
            case EventKind.Trade:
                Trade(one);
                break;
        }
    }

    private void Trade(in ExchangeEvent one)
    {
        var isMaker = one.MakerOrderId == OrderId;
        Filled += one.Quantity.Units;
        Notional += (BigInteger)one.Price.Units * one.Quantity.Units;
        Fees += isMaker ? one.MakerFee.Units : one.TakerFee.Units;
        Leaves = isMaker ? one.MakerLeaves : one.TakerLeaves;
        Trades++;
        if (Leaves.IsZero)
            End = OrderEnd.Filled;
    }
}
