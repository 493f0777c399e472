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
    /// <param name="client">Asks.</param>
    /// <param name="wanted">As it shall be; its number and assets are not looked at.</param>
    /// <param name="assets">Codes of what it is settled in; null: it is not.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<Instrument> DefineInstrumentAsync(this RestClient client, Instrument wanted, (string Base, string Quote)? assets, CancellationToken cancellationToken)
    {
        var body = JsonBody.Of(json =>
        {
            json.WriteString("symbol", wanted.Symbol.ToString());
            json.WriteNumber("price_scale", wanted.PriceScale);
            json.WriteNumber("quantity_scale", wanted.QuantityScale);
            if (assets is { } settled)
            {
                json.WriteString("base_asset", settled.Base);
                json.WriteString("quote_asset", settled.Quote);
            }
            else
            {
                json.WriteNumber("money_scale", wanted.MoneyScale);
            }

            json.WriteString("tick", DecimalText.Format(wanted.Tick.Units, wanted.PriceScale));
            json.WriteString("lot", DecimalText.Format(wanted.Lot.Units, wanted.QuantityScale));
            json.WriteString("min_quantity", DecimalText.Format(wanted.MinQuantity.Units, wanted.QuantityScale));
            json.WriteString("max_quantity", DecimalText.Format(wanted.MaxQuantity.Units, wanted.QuantityScale));
            json.WriteString("state", "open");
        });
        var reply = await client.SignedAsync(HttpMethod.Post, "/api/v1/instruments", body, cancellationToken);
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
