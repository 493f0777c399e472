using System.Collections.Immutable;
using Rialto.Host.Config;

namespace Rialto.Host.Desk;

/// <summary>The keys of tables as a source.</summary>
internal static partial class DeskSettingsReading
{
    private static TableSettings? Tables(SettingsReader reader)
    {
        var files = reader.Children("Source:Tables").Select(child => reader.Text($"Source:Tables:{child}", "")).ToImmutableArray();
        var size = reader.Decimal("Source:TableSize", "0", MoneyScale);
        if (size < 0)
            reader.Refuse("Source:TableSize", "is what is taken to rest at each price where a table does not say: zero or more");
        var takesHints = reader.Flag("Source:TableHints", false);
        return files.IsEmpty ? null : new TableSettings(files, size, takesHints);
    }
}
