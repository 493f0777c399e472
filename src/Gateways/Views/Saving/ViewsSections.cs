using System.Buffers;
using Rialto.Model.Units;
using Rialto.Runtime.Memory;

namespace Rialto.Gateways.Views.Saving;

/// <summary>
/// What format 2 of the saved views has behind all of format 1: sections, each with its name and length, so that subjects come and go by themselves. One that has nothing to tell is not written, one
/// that is not there loads as empty, and one that this program does not know is passed over.
/// </summary>
internal static class ViewsSections
{
    private static readonly Text36 Accounts = Text36.Of("accounts");
    private static readonly Text36 Analytics = Text36.Of("analytics");
    private static readonly Text36 Fees = Text36.Of("fees");
    private static readonly Text36 Guards = Text36.Of("guards");
    private static readonly Text36 Algos = Text36.Of("algos");
    private static readonly Text36 Baskets = Text36.Of("baskets");
    private static readonly Text36 WorkedBaskets = Text36.Of("worked-baskets");
    private static readonly Text36 Margin = Text36.Of("margin");
    private static readonly Text36 Customers = Text36.Of("customers");
    private static readonly Text36 Counts = Text36.Of("counts");
    private static readonly Text36 FillTimes = Text36.Of("fill-times");
    private static readonly Text36 CandleBuys = Text36.Of("candle-buys");

    /// <summary>The sections with content, in the order they are written.</summary>
    public static IReadOnlyList<(Text36 Name, byte[] Content)> Of(ExchangeViews views)
    {
        var sections = new List<(Text36, byte[])>();
        Add(sections, Accounts, target => AccountsSection.Save(views, target));
        Add(sections, Analytics, target => AnalyticsSection.Save(views, target));
        Add(sections, Guards, target => GuardsSection.Save(views, target));
        Add(sections, Algos, target => AlgosSection.Save(views, target));
        Add(sections, Customers, target => CustomersSection.Save(views, target));
        Add(sections, Baskets, target => BasketsSection.Save(views, target));
        Add(sections, Counts, target => CountsSection.Save(views, target));
        Add(sections, WorkedBaskets, target => WorkedBasketsSection.Save(views, target));
        Add(sections, Margin, target => MarginSection.Save(views, target));
        Add(sections, Fees, target => FeesSection.Save(views, target));
        Add(sections, FillTimes, target => FillTimesSection.Save(views, target));
        Add(sections, CandleBuys, target => CandleBuysSection.Save(views, target));
        return sections;
    }

    /// <summary>Fills views with a section.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Load(ExchangeViews views, Text36 name, byte[] content)
    {
        var from = new FieldReader(new ReadOnlySequence<byte>(content));
        return name == Accounts ? AccountsSection.Load(views, from)
            : name == Analytics ? AnalyticsSection.Load(views, from)
            : name == Fees ? FeesSection.Load(views, from)
            : name == Guards ? GuardsSection.Load(views, from)
            : name == Algos ? AlgosSection.Load(views, from)
            : name == Baskets ? BasketsSection.Load(views, from)
            : name == WorkedBaskets ? WorkedBasketsSection.Load(views, from)
            : name == Margin ? MarginSection.Load(views, from)
            : name == Counts ? CountsSection.Load(views, from)
            : name == FillTimes ? FillTimesSection.Load(views, from)
            : name == CandleBuys ? CandleBuysSection.Load(views, from)
            : name == Customers ? CustomersSection.Load(views, from)
            : null;
    }

    private static void Add(List<(Text36, byte[])> sections, Text36 name, Action<ArrayBufferWriter<byte>> save)
    {
        var content = ThreadBuffer.Rent();
        save(content);
        if (content.WrittenCount > 0)
            sections.Add((name, content.WrittenSpan.ToArray()));
        ThreadBuffer.Return(content);
    }
}
