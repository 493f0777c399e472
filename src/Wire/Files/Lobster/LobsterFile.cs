namespace Rialto.Wire.Files.Lobster;

/// <summary>Reads LOBSTER files (csv or csv.gz) row by row. Cold: errors are exceptions that name the row.</summary>
public static class LobsterFile
{
    /// <summary>The messages of a file, in its order; read while they are enumerated.</summary>
    /// <exception cref="FlowFileException">A row that is not a message.</exception>
    public static IEnumerable<LobsterMessage> ReadMessages(string path) => ReadMessages(LineReader.Open(path));

    /// <summary>The messages of a stream, in its order; read while they are enumerated.</summary>
    /// <param name="lines">Disposed at the end of the enumeration.</param>
    /// <exception cref="FlowFileException">A row that is not a message.</exception>
    public static IEnumerable<LobsterMessage> ReadMessages(LineReader lines)
    {
        using (lines)
        {
            while (TryReadMessage(lines, out var message))
                yield return message;
        }
    }

    /// <summary>The next message of an opened file.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FlowFileException">A row that is not a message.</exception>
    public static bool TryReadMessage(LineReader lines, out LobsterMessage message)
    {
        message = default;
        if (!lines.TryRead(out var line))
            return false;
        return LobsterText.TryDecode(line, out message, out var error) ? true : throw lines.Error(Describe(error));
    }

    /// <summary>The next row of an opened order-book file.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="FlowFileException">A row that is not an order book.</exception>
    public static bool TryReadBook(LineReader lines, List<LobsterLevel> asks, List<LobsterLevel> bids)
    {
        if (!lines.TryRead(out var line))
            return false;
        return LobsterText.TryDecodeBook(line, asks, bids, out var error) ? true : throw lines.Error(Describe(error));
    }

    private static string Describe(LobsterError error) => error switch
    {
        LobsterError.Columns => "wrong number of columns",
        LobsterError.Time => "time is not decimal seconds after midnight",
        LobsterError.Event => "type is not 1 to 7",
        LobsterError.OrderId => "order id is not a whole number",
        LobsterError.Size => "size is not a whole number",
        LobsterError.Price => "price is not a whole number",
        LobsterError.Direction => "direction is neither 1 nor -1",
        _ => "not a row",
    };
}
