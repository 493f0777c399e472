namespace Rialto.Host.Desk.Keys;

/// <summary>Asks somebody at the terminal for a secret, showing nothing of it.</summary>
internal static class SecretPrompt
{
    private const int LengthMax = 8_192;

    /// <summary>Reads a line; the caller overwrites it.</summary>
    /// <exception cref="VenueKeyException">Nobody is there, or it was broken off.</exception>
    public static char[] Read(string question)
    {
        if (Console.IsInputRedirected)
            throw new VenueKeyException("Nobody is at the terminal to be asked.");
        Console.Error.Write(question);
        var typed = GC.AllocateArray<char>(LengthMax, pinned: true);
        try
        {
            var length = 0;
            while (true)
            {
                var key = Console.ReadKey(intercept: true);
                switch (key.Key)
                {
                    case ConsoleKey.Enter:
                        Console.Error.WriteLine();
                        var kept = GC.AllocateArray<char>(length, pinned: true);
                        typed.AsSpan(0, length).CopyTo(kept);
                        return kept;
                    case ConsoleKey.Backspace when length > 0:
                        typed[--length] = '\0';
                        break;
                    case ConsoleKey.Escape:
                        throw new VenueKeyException("Broken off; nothing was changed.");
                    default:
                        if (key.KeyChar >= ' ' && length < LengthMax)
                            typed[length++] = key.KeyChar;
                        break;
                }
            }
        }
        finally
        {
            Array.Clear(typed);
        }
    }
}
