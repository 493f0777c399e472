using System.Globalization;
using System.Text;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.Host.Simulation.Clients;

/// <summary>A command as the JSON request that a client would write, one line.</summary>
internal static class RequestText
{
    public static byte[]? Of(in Command c, uint requestId, Instrument instrument)
    {
        var text = new StringBuilder();
        switch (c.Kind)
        {
            case CommandKind.NewOrder:
                text.Append("{\"op\":\"order.new\"");
                New(text, in c, instrument);
                break;
            case CommandKind.CancelOrder:
                text.Append("{\"op\":\"order.cancel\"");
                break;
            case CommandKind.ReduceOrder:
                text.Append("{\"op\":\"order.reduce\"");
                Field(text, "quantity", DecimalText.Format(c.Quantity.Units, instrument.QuantityScale));
                break;
            default:
                return null;
        }
        if (c.OrderId.Value != 0)
            Field(text, "order_id", c.OrderId.ToString());
        if (!c.Text.IsEmpty)
            Field(text, "client_order_id", c.Text.ToString());
        text.Append(CultureInfo.InvariantCulture, $",\"id\":{requestId}}}\n");
        return Encoding.ASCII.GetBytes(text.ToString());
    }

    private static void New(StringBuilder text, in Command c, Instrument instrument)
    {
        var terms = c.Terms;
        Field(text, "symbol", instrument.Symbol.ToString());
        Field(text, "side", Encoding.ASCII.GetString(RequestWords.WordOf(c.Side)));
        Field(text, "order_type", Encoding.ASCII.GetString(RequestWords.WordOf(terms.Type)));
        Field(text, "time_in_force", Encoding.ASCII.GetString(RequestWords.WordOf(terms.TimeInForce)));
        Field(text, "stp_mode", Encoding.ASCII.GetString(RequestWords.WordOf(terms.SelfTradePrevention)));
        Field(text, terms.QuoteQuantity ? "quote_quantity" : "quantity", DecimalText.Format(c.Quantity.Units, terms.QuoteQuantity ? instrument.MoneyScale : instrument.QuantityScale));
        if (!c.Price.IsNone)
            Field(text, terms.Type is OrderType.Limit or OrderType.StopLimit ? "price" : "protection_price", DecimalText.Format(c.Price.Units, instrument.PriceScale));
        if (!c.TriggerPrice.IsNone)
            Field(text, "stop_price", DecimalText.Format(c.TriggerPrice.Units, instrument.PriceScale));
        if (!c.DisplayQuantity.IsZero)
            Field(text, "display_quantity", DecimalText.Format(c.DisplayQuantity.Units, instrument.QuantityScale));
        if (!c.ExpireTime.IsNone)
            Field(text, "expire_time", c.ExpireTime.ToString());
        if (terms.PostOnly != PostOnly.Off)
            Field(text, "post_only", terms.PostOnly == PostOnly.Slide ? "slide" : "reject");
    }

    private static void Field(StringBuilder text, string name, string value) => text.Append(",\"").Append(name).Append("\":\"").Append(value).Append('"');
}
