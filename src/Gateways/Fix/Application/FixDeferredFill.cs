using Rialto.Gateways.Views;
using Rialto.Model.Markets;

namespace Rialto.Gateways.Fix.Application;

/// <summary>
/// The fill of a budget whose money left rounds down to nothing. Whether that filled the order shows only afterwards: it may trade again or be cancelled within its command. So its report waits for the next event of the
/// order, or the end of the command. The fan-out thread.
/// </summary>
internal sealed class FixDeferredFill
{
    private ExchangeEvent _event;

    /// <summary>True while a fill waits.</summary>
    public bool IsPending { get; private set; }

    /// <summary>The trade.</summary>
    public ref readonly ExchangeEvent Event => ref _event;

    /// <summary>Its place in its command.</summary>
    public int Index { get; private set; }

    /// <summary>The order as the trade left it.</summary>
    public OrderState Order { get; } = new();

    /// <summary>True for a trade that may or may not have filled its taker.</summary>
    public static bool IsUncertain(in ExchangeEvent e, in OrderPicture taker) => e.TakerLeaves.IsZero && taker.Terms.QuoteQuantity;

    /// <summary>Waits.</summary>
    public void Hold(in ExchangeEvent e, int index, in OrderPicture taker)
    {
        _event = e;
        Index = index;
        Order.Picture = taker;
        IsPending = true;
    }

    /// <summary>True where the event shows that the order had not ended.</summary>
    public bool IsContinuedBy(in ExchangeEvent e) => e.Kind is EventKind.Trade or EventKind.OrderCanceled or EventKind.SelfTradePrevented && e.OrderId == _event.OrderId;

    /// <summary>It waits no longer; the order stood like this.</summary>
    public void Release(OrderStatus status)
    {
        Order.Picture.Status = status;
        IsPending = false;
    }
}
