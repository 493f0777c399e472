using Rialto.Trading.Quality;

namespace Rialto.Host.Feeds.Live.Views;

/// <summary>Marks for people.</summary>
internal static class MarkText
{
    /// <summary><c>Stale, Outlier</c>; empty for none.</summary>
    public static string Of(QualityMarks marks) => marks == QualityMarks.None ? "" : marks.ToString();
}
