using Rialto.Host.Feeds.Live.Views;

namespace Rialto.Host.Feeds.Http;

/// <summary>What symbols are called, and how a view is asked for one.</summary>
internal static class FeedSymbols
{
    /// <summary>A symbol's name among those of its view, which are in order: with its quote currency where another has the same symbol.</summary>
    public static string NameOf(IReadOnlyList<SymbolView> symbols, int index)
    {
        var one = symbols[index];
        var hasTwin = (index > 0 && symbols[index - 1].Symbol == one.Symbol) || (index + 1 < symbols.Count && symbols[index + 1].Symbol == one.Symbol);
        return hasTwin ? $"{one.Symbol}:{one.Quote}" : one.Symbol;
    }

    /// <summary>The symbol of a ladder or history in a view; none where the view is from before it.</summary>
    public static SymbolView? Find(FeedView view, string symbol, string quote)
    {
        foreach (var one in view.Symbols)
            if (one.Symbol == symbol && one.Quote == quote)
                return one;
        return null;
    }

    /// <summary>How the best prices stand to each other: <c>none</c> where no book may be believed.</summary>
    public static string TouchOf(SymbolView? symbol) => symbol?.Nbbo is null ? "none" : FeedJsonWords.Word(symbol.TouchState);
}
