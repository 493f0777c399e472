using System.Globalization;
using Rialto.Gateways.Views;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.Host.Tools.Certify;

/// <summary>An order of the bot as the exchange's events tell it. Immutable; times in seconds since the watch began.</summary>
/// <param name="Id">The exchange's number.</param>
/// <param name="ClientOrderId">The bot's name for it; may be empty.</param>
/// <param name="Symbol">Its instrument.</param>
/// <param name="Side">Its side.</param>
/// <param name="Price">Its limit, in units of the instrument.</param>
/// <param name="Quantity">Its quantity, in units of the instrument.</param>
/// <param name="Entered">When it was entered.</param>
/// <param name="Ended">When it ended; null while it lives.</param>
/// <param name="Shown">Side, quantity and price for people.</param>
internal sealed record BotOrder(long Id, string ClientOrderId, string Symbol, Side Side, long Price, long Quantity, double Entered, double? Ended, string Shown)
{
    /// <summary>The order as it stands now.</summary>
    public static BotOrder Of(in OrderPicture order, long watchBeganNs)
    {
        var instrument = order.Instrument;
        return new BotOrder(
            order.OrderId.Value, order.ClientOrderId.ToString(), instrument.Symbol.ToString(), order.Side, order.Price.Units, order.Quantity.Units, Seconds(order.Created), order.IsLive ? null : Seconds(order.Updated),
            $"{order.Side} {DecimalText.Format(order.Quantity.Units, instrument.QuantityScale)} at {DecimalText.Format(order.Price.Units, instrument.PriceScale)}");

        double Seconds(Timestamp time) => (time.Nanoseconds - watchBeganNs) / 1e9;
    }

    /// <summary>True for an order that wants the same as this one.</summary>
    public bool WantsTheSameAs(BotOrder other) => (Symbol, Side, Price, Quantity) == (other.Symbol, other.Side, other.Price, other.Quantity);

    /// <summary>A line of evidence.</summary>
    public string ToEvidence() => string.Create(
        CultureInfo.InvariantCulture, $"{Entered,8:N3} s  order {Id} '{ClientOrderId}' {Shown}{(Ended is { } ended ? string.Create(CultureInfo.InvariantCulture, $", ended {ended:N3} s") : ", lives")}");
}
