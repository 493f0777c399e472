using System.Buffers;
using System.Numerics;
using System.Text.Encodings.Web;
using System.Text.Json;
using Rialto.BackOffice.Audit;
using Rialto.Model.Instruments;
using Rialto.Model.Markets;
using Rialto.Model.Orders;
using Rialto.Model.Units;

namespace Rialto.BackOffice.Export;

/// <summary>Events as lines of the audit log (JSONL): docs/reference/audit-log.md lists the fields. One thread.</summary>
/// <param name="scene">Names; the log is for compliance and hides nothing.</param>
/// <param name="rulesOf">The rules an instrument trades by at the moment of the event.</param>
public sealed class AuditLines(Scene scene, Func<InstrumentId, InstrumentRules> rulesOf) : IDisposable
{
    private static readonly JsonWriterOptions Options = new() { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly ArrayBufferWriter<byte> _line = new(1024);
    private readonly Utf8JsonWriter _json = new(Stream.Null, Options);
    private IBufferWriter<byte>? _target;

    /// <summary>Writes the lines of one event, each with its line feed.</summary>
    /// <param name="target">Where to.</param>
    /// <param name="command">The command that caused it.</param>
    /// <param name="index">Which of its events this is, from 0.</param>
    /// <param name="one">The event.</param>
    /// <returns>How many lines.</returns>
    public int Write(IBufferWriter<byte> target, in Command command, int index, in ExchangeEvent one)
    {
        _target = target;
        var instrument = one.IsAboutAccounts ? null : scene.Instruments(one.Instrument);
        Begin(NameOf(one), one, index);
        switch (one.Kind)
        {
            case EventKind.OrderAccepted or EventKind.OrderRejected:
                Submitted(one, instrument);
                break;
            case EventKind.AssetDefined or EventKind.AccountSet or EventKind.Deposited or EventKind.Withdrawn or EventKind.Transferred or EventKind.MovementDuplicate or EventKind.BalanceChanged
                or EventKind.FeesSet or EventKind.FeesRated or EventKind.FeeDayEnded:
                if (one.Owner.Value != 0)
                    Owner(one.Owner);
                AccountStory.Write(_json, in one, scene);
                break;
            case >= EventKind.VerificationSet and <= EventKind.LimitUsed:
                if (one.Owner.Value != 0)
                    Owner(one.Owner);
                CustomerStory.Write(_json, in one, scene);
                break;
            case EventKind.CommandRejected when one.IsAboutAccounts:
                _json.WriteString("command", Words.Of(one.RefusedKind));
                _json.WriteString("reason", one.RejectReason.ToString());
                Owner(one.Owner);
                break;
            case EventKind.CommandRejected:
                _json.WriteString("command", Words.Of(one.RefusedKind));
                _json.WriteString("reason", one.RejectReason.ToString());
                Order(one, instrument);
                Session(one.Session);
                break;
            case EventKind.Trade:
                Trade(one, instrument!);
                break;
            case EventKind.MassCanceled:
                Owner(one.Owner);
                Symbol(instrument);
                _json.WriteNumber("orders", one.Quantity.Units);
                Session(one.Session);
                break;
            case EventKind.SessionOpened or EventKind.SessionClosed:
                Owner(one.Owner);
                Session(one.Session);
                if (one.Kind == EventKind.SessionClosed)
                {
                    _json.WriteNumber("orders", one.Quantity.Units);
                    _json.WriteString("closed_by", command.Owner.Value == 0 ? "exchange" : "owner");
                }

                break;
            case EventKind.InstrumentDefined or EventKind.InstrumentRulesSet or EventKind.InstrumentStateChanged or EventKind.TradingDaySet:
                Administration(one, instrument);
                break;
            case >= EventKind.ContractSet and <= EventKind.RiskSet:
                if (MarginLines.HasOwner(in one))
                    Owner(one.Owner);
                Symbol(instrument);
                MarginLines.Write(_json, in one, instrument, scene);
                break;
            case >= EventKind.BreakerSet and <= EventKind.LimitState:
                Symbol(instrument);
                GuardLines.Write(_json, one, instrument, UserOf(one.Owner));
                break;
            case >= EventKind.AlgoAccepted and <= EventKind.VolumeCurveSet:
                Symbol(instrument);
                if (one.Owner.Value != 0)
                    Owner(one.Owner);
                AlgoLines.Write(_json, one, instrument);
                break;
            case not EventKind.None when one.IsOfBasket:
                if (one.Instrument != InstrumentId.None)
                    Symbol(instrument);
                Owner(one.Owner);
                BasketLines.Write(_json, one, instrument);
                break;
            case EventKind.AuctionIndicative or EventKind.AuctionUncrossed:
                Symbol(instrument);
                Price("price", one.Price, instrument);
                _json.WriteString("volume", Quantity(one.Quantity, instrument));
                _json.WriteString("surplus", Quantity(one.Surplus, instrument));
                _json.WriteString("surplus_side", Words.Of(one.Side));
                break;
            default:
                Changed(command, one, instrument);
                break;
        }

        End();
        return one.Kind == EventKind.Trade ? 1 + Fees(one, instrument!, index) : 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _json.Dispose();

    private static string NameOf(in ExchangeEvent one) => one.Kind switch
    {
        EventKind.OrderAccepted => "order_submitted",
        EventKind.OrderReplaced or EventKind.OrderReduced => "order_modified",
        EventKind.OrderCanceled => "order_cancelled",
        EventKind.Trade => "trade_executed",
        EventKind.MassCanceled => "mass_cancelled",
        _ => Words.Of(one.Kind),
    };

    private void Begin(string name, in ExchangeEvent one, int index)
    {
        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteString("timestamp"u8, one.Time.ToString());
        _json.WriteString("event_type"u8, name);
        _json.WriteNumber("sequence"u8, one.Sequence);
        _json.WriteNumber("index"u8, index);
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _target!.Write(_line.WrittenSpan);
        _target!.Write("\n"u8);
    }

    private void Submitted(in ExchangeEvent one, Instrument? instrument)
    {
        if (one.Kind == EventKind.OrderAccepted)
            _json.WriteString("order_id", one.OrderId.ToString());
        else
            _json.WriteString("reason", one.RejectReason.ToString());
        if (!one.ClientOrderId.IsEmpty)
            _json.WriteString("client_order_id", one.ClientOrderId.ToString());
        Owner(one.Owner);
        Symbol(instrument);
        if ((one.Flags & EventFlags.Liquidation) != 0)
            _json.WriteBoolean("liquidation", true);
        EventJson.WriteTerms(_json, one.Terms, one.Side);
        Price("price", one.Price, instrument);
        if (one.Terms.QuoteQuantity)
            _json.WriteString("quote_quantity", instrument?.Money(new Money(one.Quantity.Units)) ?? one.Quantity.ToString());
        else
            _json.WriteString("quantity", Quantity(one.Quantity, instrument));
        if (!one.DisplayQuantity.IsZero)
            _json.WriteString("display_quantity", Quantity(one.DisplayQuantity, instrument));
        Price(one.Kind == EventKind.OrderAccepted ? "stop_price" : "reference_price", one.TriggerPrice, instrument);
        if (one.Kind == EventKind.OrderAccepted && !one.ExpireTime.IsNone)
            _json.WriteString("expire_time", one.ExpireTime.ToString());
        Session(one.Session);
        _json.WriteString("api_version", "v1");
    }

    private void Changed(in Command command, in ExchangeEvent one, Instrument? instrument)
    {
        Order(one, instrument);
        _json.WriteString("side", Words.Of(one.Side));
        switch (one.Kind)
        {
            case EventKind.OrderReplaced:
                _json.WriteString("change", "replaced");
                Price("price", one.Price, instrument);
                Price("old_price", one.OldPrice, instrument);
                Price("stop_price", one.TriggerPrice, instrument);
                _json.WriteString("quantity", Quantity(one.Quantity, instrument));
                _json.WriteBoolean("kept_priority", (one.Flags & EventFlags.KeptPriority) != 0);
                break;
            case EventKind.OrderReduced:
                _json.WriteString("change", "reduced");
                _json.WriteString("reason", Words.Of(one.CancelReason));
                Price("price", one.Price, instrument);
                _json.WriteString("leaves", Quantity(one.Quantity, instrument));
                break;
            case EventKind.OrderCanceled:
                _json.WriteString("reason", Words.Of(one.CancelReason));
                Price("price", one.Price, instrument);
                if (one.CancelReason == CancelReason.BudgetSpent)
                    _json.WriteString("left_of_budget", instrument?.Money(new Money(one.Quantity.Units)) ?? one.Quantity.ToString());
                else
                    _json.WriteString("leaves", Quantity(one.Quantity, instrument));
                break;
            case EventKind.OrderRested:
                Price("price", one.Price, instrument);
                _json.WriteString("leaves", Quantity(one.Quantity, instrument));
                _json.WriteString("shown", Quantity(one.DisplayQuantity, instrument));
                _json.WriteString("why", (one.Flags & EventFlags.Replenished) != 0 ? "next_tranche" : (one.Flags & EventFlags.Slid) != 0 ? "slid_by_post_only" : "rests");
                break;
            case EventKind.OrderTriggered:
                Price("stop_price", one.TriggerPrice, instrument);
                Price("last_price", one.Price, instrument);
                break;
            case EventKind.SelfTradePrevented:
                _json.WriteString("resting_order_id", one.MakerOrderId.ToString());
                _json.WriteString("stp_mode", Words.Of((SelfTradePrevention)one.Terms.Bits));
                Price("price", one.Price, instrument);
                _json.WriteString("decremented", Quantity(one.Quantity, instrument));
                break;
            case EventKind.OrderDuplicate:
                _json.WriteString("filled", Quantity(one.FilledQuantity, instrument));
                _json.WriteString("leaves", Quantity(one.LeavesQuantity, instrument));
                _json.WriteBoolean("finished", (one.Flags & EventFlags.Finished) != 0);
                break;
        }

        _json.WriteStartObject("requested_by");
        _json.WriteString("command", Words.Of(command.Kind));
        Owner(command.Owner);
        Session(command.Session);
        _json.WriteEndObject();
    }

    private void Trade(in ExchangeEvent one, Instrument instrument)
    {
        var takerBuys = one.Side == Side.Buy;
        _json.WriteString("trade_id", one.TradeId.ToString());
        Symbol(instrument);
        Price("price", one.Price, instrument);
        _json.WriteString("quantity", Quantity(one.Quantity, instrument));
        _json.WriteString("buyer_order_id", (takerBuys ? one.OrderId : one.MakerOrderId).ToString());
        _json.WriteString("seller_order_id", (takerBuys ? one.MakerOrderId : one.OrderId).ToString());
        _json.WriteString("buyer_id", UserOf(takerBuys ? one.Owner : one.MakerOwner));
        _json.WriteString("seller_id", UserOf(takerBuys ? one.MakerOwner : one.Owner));
        _json.WriteString("maker_side", takerBuys ? "sell" : "buy");
        _json.WriteString("maker_fee", instrument.Money(one.MakerFee));
        _json.WriteString("taker_fee", instrument.Money(one.TakerFee));
        if ((one.Flags & EventFlags.Auction) != 0)
            _json.WriteBoolean("auction", true);
    }

    private int Fees(in ExchangeEvent one, Instrument instrument, int index)
    {
        var rules = rulesOf(one.Instrument);
        var isAuction = (one.Flags & EventFlags.Auction) != 0;
        Fee(one, instrument, index, "maker", one.MakerOrderId, one.MakerOwner, one.MakerFee, isAuction ? rules.AuctionFeePpm : rules.MakerFeePpm);
        Fee(one, instrument, index, "taker", one.OrderId, one.Owner, one.TakerFee, isAuction ? rules.AuctionFeePpm : rules.TakerFeePpm);
        return 2;
    }

    private void Fee(in ExchangeEvent one, Instrument instrument, int index, string role, OrderId order, OwnerId owner, Money fee, int ratePpm)
    {
        Begin("fee_calculated", one, index);
        _json.WriteString("trade_id", one.TradeId.ToString());
        _json.WriteString("order_id", order.ToString());
        Owner(owner);
        Symbol(instrument);
        _json.WriteString("role", role);
        _json.WriteString("notional", Words.Wide((BigInteger)one.Price.Units * one.Quantity.Units, instrument.PriceScale + instrument.QuantityScale));
        _json.WriteNumber("rate_ppm", ratePpm);
        _json.WriteString("fee", instrument.Money(fee));
        End();
    }

    private void Administration(in ExchangeEvent one, Instrument? instrument)
    {
        Symbol(instrument);
        switch (one.Kind)
        {
            case EventKind.InstrumentDefined:
                var defined = one.ToInstrument();
                _json.WriteNumber("instrument", defined.Id.Value);
                if (defined.IsSettled)
                {
                    _json.WriteString("base_asset", scene.Assets(defined.BaseAsset)?.Code.ToString());
                    _json.WriteString("quote_asset", scene.Assets(defined.QuoteAsset)?.Code.ToString());
                }

                _json.WriteNumber("price_scale", defined.PriceScale);
                _json.WriteNumber("quantity_scale", defined.QuantityScale);
                _json.WriteNumber("money_scale", defined.MoneyScale);
                _json.WriteString("tick", defined.Price(defined.Tick));
                _json.WriteString("lot", defined.Quantity(defined.Lot));
                _json.WriteString("min_quantity", defined.Quantity(defined.MinQuantity));
                _json.WriteString("max_quantity", defined.Quantity(defined.MaxQuantity));
                break;
            case EventKind.InstrumentRulesSet:
                var rules = one.ToRules();
                _json.WriteNumber("maker_fee_ppm", rules.MakerFeePpm);
                _json.WriteNumber("taker_fee_ppm", rules.TakerFeePpm);
                _json.WriteNumber("auction_fee_ppm", rules.AuctionFeePpm);
                _json.WriteNumber("band_ppm", rules.BandPpm);
                _json.WriteNumber("collar_ppm", rules.CollarPpm);
                _json.WriteString("min_notional", instrument?.Money(rules.MinNotional) ?? rules.MinNotional.ToString());
                _json.WriteString("max_notional", instrument?.Money(rules.MaxNotional) ?? rules.MaxNotional.ToString());
                Price("reference_price", rules.ReferencePrice, instrument);
                _json.WriteBoolean("reject_short_market_orders", rules.RejectShortMarketOrders);
                break;
            case EventKind.InstrumentStateChanged:
                _json.WriteString("from", Words.Of(one.OldState));
                _json.WriteString("to", Words.Of(one.NewState));
                break;
            default:
                _json.WriteString("day_end", one.ExpireTime.ToString());
                break;
        }
    }

    private void Order(in ExchangeEvent one, Instrument? instrument)
    {
        if (one.OrderId != OrderId.None && Belongs.HasOrder(in one))
            _json.WriteString("order_id", one.OrderId.ToString());
        if (Belongs.HasClientOrderId(in one) && !one.ClientOrderId.IsEmpty)
            _json.WriteString("client_order_id", one.ClientOrderId.ToString());
        Owner(one.Owner);
        Symbol(instrument);
    }

    private void Owner(OwnerId owner) => _json.WriteString("user_id"u8, UserOf(owner));

    private string UserOf(OwnerId owner) => owner.Value == 0 ? "exchange" : scene.NameOf(owner) ?? owner.ToString();

    private void Symbol(Instrument? instrument)
    {
        if (instrument is not null)
            _json.WriteString("symbol"u8, instrument.Symbol.ToString());
    }

    private void Session(SessionId session)
    {
        if (session.Value == 0)
            return;
        _json.WriteString("session_id"u8, session.ToString());
        if (scene.AddressOf(session) is { } address)
            _json.WriteString("ip_address"u8, address);
    }

    private void Price(string name, Price price, Instrument? instrument)
    {
        if (!price.IsNone)
            _json.WriteString(name, instrument?.Price(price) ?? price.ToString());
    }

    private static string Quantity(Quantity quantity, Instrument? instrument) => instrument?.Quantity(quantity) ?? quantity.ToString();
}
