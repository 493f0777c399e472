using System.Net;
using System.Text;
using System.Text.Json;
using Rialto.Model.Instruments;
using Rialto.Model.Units;

namespace Rialto.Host.Tools.Client;

/// <summary>Instruments over REST: look one up, define one.</summary>
internal static class InstrumentClient
{
    /// <summary>The instrument and its state; null where the exchange does not know the symbol.</summary>
    public static async Task<(Instrument Instrument, string State)?> FindInstrumentAsync(this RestClient client, string symbol, CancellationToken cancellationToken)
    {
        var reply = await client.GetAsync($"/api/v1/instruments/{Uri.EscapeDataString(symbol)}", cancellationToken);
        if (reply.Status == HttpStatusCode.NotFound)
            return null;
        return (Read(reply.OrThrow().Root), reply.Root.Cell("state"));
    }

    /// <summary>Defines an instrument without fees and opens it; needs an admin key.</summary>
    public static async Task<Instrument> DefineInstrumentAsync(this RestClient client, Instrument wanted, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("symbol", wanted.Symbol.ToString());
            json.WriteNumber("price_scale", wanted.PriceScale);
            json.WriteNumber("quantity_scale", wanted.QuantityScale);
            json.WriteNumber("money_scale", wanted.MoneyScale);
            json.WriteString("tick", DecimalText.Format(wanted.Tick.Units, wanted.PriceScale));
            json.WriteString("lot", DecimalText.Format(wanted.Lot.Units, wanted.QuantityScale));
            json.WriteString("min_quantity", DecimalText.Format(wanted.MinQuantity.Units, wanted.QuantityScale));
            json.WriteString("max_quantity", DecimalText.Format(wanted.MaxQuantity.Units, wanted.QuantityScale));
            json.WriteString("state", "open");
            json.WriteEndObject();
        }

        var reply = await client.SignedAsync(HttpMethod.Post, "/api/v1/instruments", buffer.ToArray(), cancellationToken);
        return Read(reply.OrThrow().Root);
    }

    private static Instrument Read(JsonElement root)
    {
        var priceScale = root.GetProperty("price_scale").GetByte();
        var quantityScale = root.GetProperty("quantity_scale").GetByte();
        return new Instrument(
            new InstrumentId(root.GetProperty("instrument_id").GetInt32()),
            Text36.Of(root.GetProperty("symbol").GetString()!),
            priceScale,
            quantityScale,
            root.GetProperty("money_scale").GetByte(),
            new Price(Units(root, "tick", priceScale)),
            new Quantity(Units(root, "lot", quantityScale)),
            new Quantity(Units(root, "min_quantity", quantityScale)),
            new Quantity(Units(root, "max_quantity", quantityScale)));
    }

    private static long Units(JsonElement root, string name, int scale) =>
        DecimalText.TryParse(Encoding.ASCII.GetBytes(root.Cell(name)), scale, out var units) == DecimalTextError.None
            ? units
            : throw new ToolException(ExitCode.Failed, $"The exchange answered {name} '{root.Cell(name)}', which is no decimal of scale {scale}.");
}
