using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Audit;

/// <summary>A command of the past with the events that belong to a story.</summary>
/// <param name="Command">The command, sequence and time included: who asked what, over which session.</param>
/// <param name="Events">Its events that belong to the story, in order.</param>
public sealed record Step(Command Command, IReadOnlyList<ExchangeEvent> Events)
{
    /// <summary>The command's sequence.</summary>
    public long Sequence => Command.Sequence;

    /// <summary>The command's time.</summary>
    public Timestamp Time => Command.Time;

    /// <summary>The book before the command; null where it was not looked at.</summary>
    public BookPicture? BookBefore { get; init; }

    /// <summary>The book after it; null where it was not looked at.</summary>
    public BookPicture? BookAfter { get; init; }

    /// <summary>Where the order stands after it; null where it is not live or was not looked at.</summary>
    public QueuePlace? Place { get; init; }

    /// <summary>A guard that left no event: which one, and what it did. Null for none.</summary>
    public string? Guard { get; init; }
}

/// <summary>Whether an event belongs to the story of an order or an owner.</summary>
internal static class Belongs
{
    public static bool To(in ExchangeEvent one, OrderId order) =>
        HasOrder(in one) && (one.OrderId == order || (one.Kind is EventKind.Trade or EventKind.SelfTradePrevented && one.MakerOrderId == order));

    public static bool To(in ExchangeEvent one, OwnerId owner) =>
        one.Owner == owner || (one.Kind == EventKind.Trade && one.MakerOwner == owner) || (one.Kind is EventKind.Transferred or EventKind.MovementDuplicate or EventKind.Deleveraged && one.To == owner);

    public static bool To(in ExchangeEvent one, OwnerId owner, Text36 clientOrderId) =>
        one.Owner == owner && HasClientOrderId(in one) && one.ClientOrderId == clientOrderId;

    /// <summary>True where <see cref="ExchangeEvent.OrderId"/> is an order.</summary>
    public static bool HasOrder(in ExchangeEvent one) => !one.IsAboutAccounts && !one.IsRefusedBasket && one.Kind is EventKind.OrderAccepted or EventKind.CommandRejected or EventKind.OrderRested or EventKind.OrderReduced
        or EventKind.OrderReplaced or EventKind.OrderCanceled or EventKind.OrderTriggered or EventKind.OrderDuplicate or EventKind.SelfTradePrevented or EventKind.Trade;

    /// <summary>True where <see cref="ExchangeEvent.ClientOrderId"/> is a client order id.</summary>
    public static bool HasClientOrderId(in ExchangeEvent one) =>
        !one.IsAboutAccounts && !one.IsRefusedBasket && one.Kind is EventKind.OrderAccepted or EventKind.OrderRejected or EventKind.OrderReplaced or EventKind.OrderDuplicate or EventKind.CommandRejected;
}
