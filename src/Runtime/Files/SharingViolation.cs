namespace Rialto.Runtime.Files;

/// <summary>Tells "another process holds this file" from every other reason why it could not be opened.</summary>
public static class SharingViolation
{
    // What the platforms answer where somebody holds a lock: EWOULDBLOCK, or a sharing violation. A read-only or full disk answers otherwise.
    private const int Linux = 11;
    private const int Mac = 35;
    private const int Windows = unchecked((int)0x80070020);

    /// <summary>True where the file is held by somebody else, so that trying again may help.</summary>
    public static bool Is(IOException problem)
    {
        ArgumentNullException.ThrowIfNull(problem);
        return problem.HResult is Linux or Mac or Windows;
    }
}
