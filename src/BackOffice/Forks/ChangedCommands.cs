using System.Text;
using System.Text.Json;
using Rialto.BackOffice.Replay;
using Rialto.Model.Instruments;
using Rialto.Model.Orders;
using Rialto.Model.Units;
using Rialto.Wire.Json;

namespace Rialto.BackOffice.Forks;

/// <summary>Makes commands of the lines of a change file, once it is their turn: only then are instruments and their scales known.</summary>
/// <param name="ownerOf">The owner of a user name or number; null where there is none.</param>
internal sealed class ChangedCommands(Func<string, OwnerId?> ownerOf)
{
    /// <summary>The command with other values.</summary>
    public Command Replaced(Change change, Command command, Replica fork)
    {
        if (command.Kind == CommandKind.SetInstrumentRules)
            return Rules(change, change.Text, fork.Find(command.Instrument) ?? throw Wrong(change, "its instrument is not defined"), command.ToRules(), "replace");
        var instrument = command.Instrument != InstrumentId.None ? fork.Find(command.Instrument) : InstrumentOf(command.OrderId, fork);
        foreach (var member in change.Text.EnumerateObject())
        {
            switch (member.Name)
            {
                case "replace":
                    break;
                case "price":
                    command.Price = new Price(Scaled(change, member.Value, instrument, one => one.PriceScale));
                    break;
                case "stop_price":
                    command.TriggerPrice = new Price(Scaled(change, member.Value, instrument, one => one.PriceScale));
                    break;
                case "quantity":
                    command.Quantity = new Quantity(Scaled(change, member.Value, instrument, one => one.QuantityScale));
                    break;
                case "display_quantity":
                    command.DisplayQuantity = new Quantity(Scaled(change, member.Value, instrument, one => one.QuantityScale));
                    break;
                case "user_id":
                    command.Owner = OwnerOf(change, member.Value);
                    break;
                case "side" when RequestWords.TrySide(Utf8(change, member.Value), out var side):
                    command.Side = side;
                    break;
                case "order_type" when RequestWords.TryOrderType(Utf8(change, member.Value), out var type):
                    command.Terms = With(command.Terms, type: type);
                    break;
                case "time_in_force" when RequestWords.TryTimeInForce(Utf8(change, member.Value), out var timeInForce):
                    command.Terms = With(command.Terms, timeInForce: timeInForce);
                    break;
                case "stp_mode" when RequestWords.TryStpMode(Utf8(change, member.Value), out var mode):
                    command.Terms = With(command.Terms, mode: mode);
                    break;
                default:
                    throw Wrong(change, $"'{member.Name}' cannot be replaced, or has a value it cannot have");
            }
        }

        return command;
    }

    /// <summary>The command to put in.</summary>
    public Command Inserted(Change change, Replica fork)
    {
        foreach (var member in change.Text.EnumerateObject())
        {
            switch (member.Name)
            {
                case "order":
                    return Order(change, member.Value, fork);
                case "cancel":
                    return new Command
                    {
                        Kind = CommandKind.CancelOrder,
                        Owner = OwnerOf(change, Member(change, member.Value, "user_id")),
                        OrderId = new OrderId(long.TryParse(Member(change, member.Value, "order_id").ToString(), out var id) && id > 0 ? id : throw Wrong(change, "'order_id' is no order id")),
                    };
                case "rules":
                    var instrument = InstrumentOf(change, member.Value, fork);
                    return Rules(change, member.Value, instrument, fork.RulesOf(instrument.Id), "symbol");
                case "state":
                    return Command.SetInstrumentState(
                        InstrumentOf(change, member.Value, fork).Id,
                        Enum.TryParse<InstrumentState>(Member(change, member.Value, "state").ToString(), ignoreCase: true, out var state) ? state : throw Wrong(change, "'state' is no state"));
            }
        }

        throw Wrong(change, "it has none of 'order', 'cancel', 'rules' and 'state'");
    }

    private Command Order(Change change, JsonElement order, Replica fork)
    {
        var bytes = Encoding.UTF8.GetBytes(order.GetRawText());
        if (!OrderRequestJson.TryDecode(bytes, RequestField.NewOrder, out var request, out var error))
            throw Wrong(change, $"'order': {error.Fault} {RequestFields.NameOf(error.Field)}");
        var owner = OwnerOf(change, Member(change, order, "user_id"));
        if (!OrderRequestCommands.TryNewOrder(in request, bytes, InstrumentOf(change, order, fork), new RequestOrigin(owner, default, default), out var command, out error))
            throw Wrong(change, $"'order': {error.Fault} {RequestFields.NameOf(error.Field)}");
        return command;
    }

    private static Command Rules(Change change, JsonElement members, Instrument instrument, InstrumentRules rules, string besides)
    {
        foreach (var member in members.EnumerateObject())
        {
            rules = member.Name switch
            {
                "maker_fee_ppm" => rules with { MakerFeePpm = Whole(change, member) },
                "taker_fee_ppm" => rules with { TakerFeePpm = Whole(change, member) },
                "auction_fee_ppm" => rules with { AuctionFeePpm = Whole(change, member) },
                "band_ppm" => rules with { BandPpm = Whole(change, member) },
                "collar_ppm" => rules with { CollarPpm = Whole(change, member) },
                "min_notional" => rules with { MinNotional = new Money(Scaled(change, member.Value, instrument, one => one.MoneyScale)) },
                "max_notional" => rules with { MaxNotional = new Money(Scaled(change, member.Value, instrument, one => one.MoneyScale)) },
                "reference_price" => rules with { ReferencePrice = new Price(Scaled(change, member.Value, instrument, one => one.PriceScale)) },
                "reject_short_market_orders" when member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False => rules with { RejectShortMarketOrders = member.Value.GetBoolean() },
                _ when member.Name == besides => rules,
                _ => throw Wrong(change, $"'{member.Name}' is no rule"),
            };
        }

        return Command.SetInstrumentRules(instrument.Id, rules);
    }

    private static int Whole(Change change, JsonProperty member) =>
        member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt32(out var number) ? number : throw Wrong(change, $"'{member.Name}' is no whole number");

    private static long Scaled(Change change, JsonElement value, Instrument? instrument, Func<Instrument, int> scale)
    {
        if (instrument is null)
            throw Wrong(change, "its instrument is not known, so numbers have no scale");
        return DecimalText.TryParse(Encoding.UTF8.GetBytes(value.ToString()), scale(instrument), out var units) == DecimalTextError.None
            ? units
            : throw Wrong(change, $"'{value}' is no number with at most {scale(instrument)} decimals");
    }

    private static OrderTerms With(OrderTerms terms, OrderType? type = null, TimeInForce? timeInForce = null, SelfTradePrevention? mode = null) => OrderTerms.Of(
        type ?? terms.Type, timeInForce ?? terms.TimeInForce, mode ?? terms.SelfTradePrevention, terms.PostOnly, terms.RejectIfShort, terms.QuoteQuantity, terms.Idempotent);

    private OwnerId OwnerOf(Change change, JsonElement user) => ownerOf(user.ToString()) ?? throw Wrong(change, $"there is no user '{user}'");

    private static Instrument InstrumentOf(Change change, JsonElement members, Replica fork) =>
        fork.Find(Member(change, members, "symbol").ToString()) ?? throw Wrong(change, $"there is no instrument {Member(change, members, "symbol")} at that moment");

    private static Instrument? InstrumentOf(OrderId order, Replica fork) => fork.Instruments.FirstOrDefault(one =>
        fork.Audit(one.Id) is var book && (book.Bids.Any(live => live.OrderId == order) || book.Asks.Any(live => live.OrderId == order) || book.Stops.Any(live => live.OrderId == order)));

    private static JsonElement Member(Change change, JsonElement members, string name) =>
        members.ValueKind == JsonValueKind.Object && members.TryGetProperty(name, out var member) ? member : throw Wrong(change, $"'{name}' is missing");

    private static byte[] Utf8(Change change, JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? Encoding.UTF8.GetBytes(value.GetString()!) : throw Wrong(change, $"'{value}' is no text");

    private static ChangeException Wrong(Change change, string problem) => new(change.Line, problem);
}
