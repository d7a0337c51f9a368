/// Prints things with the same names as they come, in flat memory.
///
/// JSON is one array with a line for each. The columns of a table are as wide as the first rows need.
struct RowStream {
    private let printer: Printer
    private let columns: [String]
    private var widths: [Int] = []
    private var isEmpty = true

    /// - Parameter columns: what a table shows; JSON and CSV have all that rows have.
    init(_ printer: Printer, columns: [String]) {
        self.printer = printer
        self.columns = columns
    }

    mutating func append(_ records: [[(String, PrintedValue)]]) {
        guard !records.isEmpty else { return }
        switch printer.format {
        case .json:
            let lines = records.map { PrintedValue.object($0).json }.joined(separator: ",\n")
            printer.write((isEmpty ? "[" : ",\n") + lines)
        case .csv:
            printer.csv(records, withHeader: isEmpty)
        case .table:
            widths = printer.table(records, columns: columns, widths: widths, withHeader: isEmpty)
        }
        isEmpty = false
    }

    /// Ends what was begun. None is success.
    func end() {
        switch printer.format {
        case .json: printer.write(isEmpty ? "[]\n" : "]\n")
        case .csv, .table: if isEmpty { printer.records([], columns: columns) }
        }
    }
}
