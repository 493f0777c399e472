using System.Globalization;
using System.Text;
using Rialto.Gateways.Auth;

namespace Rialto.Gateways.Compliance;

/// <summary>
/// How far a case book goes, encrypted by the master key in a file beside it and replaced after each line: who can write the book can neither cut its end off nor write it anew. Who can put back both
/// files as they once were can, but for the <i>mark</i>: the same of an earlier moment, in another folder (<see cref="CaseBook"/>).
/// </summary>
/// <param name="Count">Lines of the book.</param>
/// <param name="Unkeyed">How many of the first were written before there was a key.</param>
/// <param name="Hash">The last line's, in hexadecimal.</param>
internal sealed record CaseHead(long Count, long Unkeyed, string Hash)
{
    /// <summary>The file beside a book.</summary>
    public static string PathOf(string book) => Path.ChangeExtension(book, ".head");

    /// <summary>A head or mark of a book; null where it has none.</summary>
    /// <exception cref="CaseBookException">It cannot be believed.</exception>
    public static CaseHead? Read(string book, string path, MasterKey key)
    {
        if (!File.Exists(path))
            return null;
        try
        {
            var words = Encoding.ASCII.GetString(SealedFile.Read(path, key)).Split(' ');
            return new CaseHead(long.Parse(words[0], CultureInfo.InvariantCulture), long.Parse(words[1], CultureInfo.InvariantCulture), words[2]);
        }
        catch (InvalidDataException)
        {
            throw new CaseBookException(book, $"its sealed head or mark '{path}' does not decrypt: it was changed, or the master key is another");
        }
    }

    /// <summary>Puts it into a file.</summary>
    public void Write(string path, MasterKey key) =>
        SealedFile.Write(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Count} {Unkeyed} {Hash}")), key);
}
