using System.Text;
using Rialto.Model.Markets;
using Rialto.Model.Orders;

namespace Rialto.BackOffice.Audit;

/// <summary>Stories for people: plain text, a paragraph a command.</summary>
public static class StoryText
{
    /// <summary>An order's story.</summary>
    public static string Of(OrderStory story, Scene scene)
    {
        var text = new StringBuilder();
        var accepted = story.Accepted;
        var instrument = StoryJson.InstrumentOf(scene, story.Instrument);
        var name = story.ClientOrderId.IsEmpty ? "" : $", client order id {story.ClientOrderId}";
        text.AppendLine($"Order {story.OrderId} of {scene.Name(accepted.Owner)}{name}");
        text.AppendLine($"  asked    {Sentences.Asked(accepted, instrument)}");
        text.AppendLine($"  entered  {story.Steps[0].Time}, sequence {story.Steps[0].Sequence}, {Over(story.Steps[0].Command, scene)}");
        var average = story.Filled.IsZero ? "" : $" at {Words.Average(story.Notional, story.Filled, instrument.PriceScale)} on average";
        text.AppendLine(
            $"  filled   {Words.Wide(story.Filled, instrument.QuantityScale)} in {story.Trades} trade{(story.Trades == 1 ? "" : "s")}{average}; fees {Words.Wide(story.Fees, instrument.MoneyScale)} {instrument.QuoteAsset()}".TrimEnd());
        text.AppendLine(story.Last is { } last ? $"  ended    {last.Time}, sequence {last.Sequence}: {EndOf(story, scene)}" : "  ended    not yet: it is live");
        foreach (var step in story.Steps)
        {
            text.AppendLine();
            AppendStep(text, step, scene, story.OrderId);
            if (step.BookBefore is { } before)
                text.AppendLine($"    Book before: {Sentences.Book(before, instrument)}");
            if (step.Guard is { } guard)
                text.AppendLine($"    Guard: {guard}.");
            foreach (var one in step.Events)
                text.AppendLine($"    {Sentences.Of(one, instrument, scene, story.OrderId)}");
            if (step.Place is { } place)
                text.AppendLine($"    Queue: {Sentences.Place(place, instrument, scene)}");
            if (step.BookAfter is { } after)
                text.AppendLine($"    Book after:  {Sentences.Book(after, instrument)}");
        }

        if (story.StepsWithoutBook > 0)
            text.AppendLine().AppendLine($"The last {story.StepsWithoutBook} steps are told without book and queue: there were too many.");
        return text.ToString();
    }

    /// <summary>A page of an owner's activity.</summary>
    public static string Of(Activity activity, Scene scene)
    {
        var text = new StringBuilder();
        text.AppendLine($"Activity of {scene.Name(activity.Query.Owner)}: {activity.Steps.Count} commands");
        foreach (var step in activity.Steps)
        {
            text.AppendLine();
            AppendStep(text, step, scene, OrderId.None);
            foreach (var one in step.Events)
                text.AppendLine($"    {Sentences.Of(one, scene.Instruments(one.Instrument), scene, OrderId.None)}");
        }

        if (activity.Next != 0)
            text.AppendLine().AppendLine($"There is more: --after {activity.Next}");
        return text.ToString();
    }

    /// <summary>A trade.</summary>
    public static string Of(TradeStory story, Scene scene)
    {
        var text = new StringBuilder();
        var trade = story.Trade;
        var instrument = StoryJson.InstrumentOf(scene, trade.Instrument);
        var isAuction = (trade.Flags & EventFlags.Auction) != 0;
        var (buyer, seller) = trade.Side == Side.Buy ? (trade.OrderId, trade.MakerOrderId) : (trade.MakerOrderId, trade.OrderId);
        var (buyerOwner, sellerOwner) = trade.Side == Side.Buy ? (trade.Owner, trade.MakerOwner) : (trade.MakerOwner, trade.Owner);
        text.AppendLine($"Trade {trade.TradeId}: {instrument.Quantity(trade.Quantity)} {instrument.Symbol} at {instrument.Price(trade.Price)}{(isAuction ? " in an auction" : "")}");
        text.AppendLine($"  when     {trade.Time}, sequence {trade.Sequence}, trade {story.Index} of {story.Count} of its command");
        text.AppendLine($"  buyer    order {buyer} of {scene.Name(buyerOwner)}");
        text.AppendLine($"  seller   order {seller} of {scene.Name(sellerOwner)}");
        text.AppendLine($"  maker    order {trade.MakerOrderId}, fee {instrument.Money(trade.MakerFee)} ({Words.Percent(isAuction ? story.Rules.AuctionFeePpm : story.Rules.MakerFeePpm)})");
        text.AppendLine($"  taker    order {trade.OrderId}, fee {instrument.Money(trade.TakerFee)} ({Words.Percent(isAuction ? story.Rules.AuctionFeePpm : story.Rules.TakerFeePpm)})");
        text.AppendLine($"  caused   by {Sentences.Command(story.Command, scene)}, {Over(story.Command, scene)}");
        text.AppendLine($"  before   {Sentences.Book(story.BookBefore, instrument)}");
        text.AppendLine($"  after    {Sentences.Book(story.BookAfter, instrument)}");
        return text.ToString();
    }

    /// <summary>What was refused under a client order id.</summary>
    public static string Of(IReadOnlyList<Step> refusals, Scene scene)
    {
        var text = new StringBuilder();
        foreach (var step in refusals)
        {
            AppendStep(text, step, scene, OrderId.None);
            foreach (var one in step.Events)
                text.AppendLine($"    {Sentences.Of(one, scene.Instruments(one.Instrument), scene, OrderId.None)}");
        }

        return text.ToString();
    }

    /// <summary>Why an order ended, in a sentence without its full stop.</summary>
    internal static string EndOf(OrderStory story, Scene scene)
    {
        if (story.End == OrderEnd.Filled)
            return "it filled whole";
        return story.Reason switch
        {
            CancelReason.Requested => $"cancelled as {scene.Name(story.Last!.Command.Owner)} asked",
            CancelReason.MassCancel => $"cancelled by a mass cancel of {scene.Name(story.Last!.Command.Owner)}",
            CancelReason.Disconnected => "its session ended and had asked for cancel on disconnect",
            CancelReason.ImmediateRemainder => "an immediate order: what could not fill at once was cancelled",
            CancelReason.FillOrKill => "fill or kill: it could not fill whole",
            CancelReason.InsufficientLiquidity => "the book, or what of it lay within its protection, was used up",
            CancelReason.BudgetSpent => "less of its budget was left than one lot costs",
            CancelReason.Expired => "its expire time came",
            CancelReason.DayEnded => "the trading day ended",
            CancelReason.SelfTrade => "self-trade prevention took it out",
            CancelReason.PostOnlyWouldCross => "triggered as post-only it would have traded at once",
            CancelReason.ReplacedBelowFilled => "it was replaced to a total not above what had filled",
            CancelReason.Reduced => "a reduction took all that was left",
            CancelReason.InstrumentExpired => "the instrument expired",
            CancelReason.Liquidation => "its account, or its isolated position, is being liquidated",
            _ => Words.Spoken(story.Reason),
        };
    }

    private static void AppendStep(StringBuilder text, Step step, Scene scene, OrderId about)
    {
        text.AppendLine($"  {step.Time}  sequence {step.Sequence}");
        var over = step.Command.Session.Value != 0 && scene.MaySee(step.Command.Owner) ? $", {Over(step.Command, scene)}" : "";
        text.AppendLine($"    Command: {Sentences.Command(step.Command, scene, about)}{over}");
    }

    private static string Over(in Command command, Scene scene)
    {
        if (command.Session.Value == 0)
            return "without a session";
        return scene.AddressOf(command.Session) is { } address ? $"over session {command.Session} from {address}" : $"over session {command.Session}";
    }
}
